"""制度库: what this office judges by: the regulations that ship, its own, and the laws it has taken into use."""

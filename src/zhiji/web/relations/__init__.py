"""Cases that hang together."""

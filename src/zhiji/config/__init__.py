"""Settings, root addresses, WSGI; the only reader of the environment."""

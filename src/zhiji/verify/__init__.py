"""Stand-alone checker of an exported volume; the standard library and the volume are all it needs."""

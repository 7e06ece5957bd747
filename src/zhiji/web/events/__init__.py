"""Recording an 环节."""

"""The world outside: clock, evidence store, signer, media probe, packaged data. A Protocol each, one real and one in-memory version."""

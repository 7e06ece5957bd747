"""What binds the log to the outside: witnesses' cosignatures and time stamps over its checkpoints."""

"""Canonical bytes, hashes, Merkle tree, proofs, signed notes and checkpoints."""

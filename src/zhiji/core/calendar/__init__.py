"""Working days and time limits, from dates handed in."""

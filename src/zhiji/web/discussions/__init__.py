"""集体讨论: who took part and what each one said."""

"""Keep the bank's half of a hand-over when it comes from a device of its own (1.2.2.c)."""

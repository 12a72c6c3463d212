"""Keep evidence: bytes by hash, what they prove, and what a machine read in them (1.1.2.c, 1.2.2.c, 4.2)."""

"""Who signed a record, and whether a second person's check under it is theirs and used once (1.2.2.c, T5, T8)."""

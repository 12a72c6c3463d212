"""The public keys that devices and officers sign records with, each kept for ever (1.2.2.c, reliability T8)."""

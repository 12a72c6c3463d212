"""Read the records of every released version: old bytes stay, what they say is brought up to date (C13)."""

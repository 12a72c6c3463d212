"""Keep bytes sealed, by the hash of what they say in clear; the row only after hash and flush (S4)."""

"""Keep bytes by their hash: parts arrive in any number of requests, the row only after hash and flush (S4, N7)."""

"""Keeps what tablets told of their chains, and opens a case where an epoch ended with records nobody has (C5, C16)."""

"""Notices a database that is older or emptier than it was, says exactly what is gone, and when it came back (S7)."""

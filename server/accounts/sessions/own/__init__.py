"""Keeps the list of one's own log-ins, and ends them (ASVS 7.5.2)."""

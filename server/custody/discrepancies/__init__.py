"""Settle what a count found: cause, responsible, report, and the card that is there again (4.1.1.b)."""

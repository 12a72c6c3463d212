"""Settle parked records and cases by two people at the desk; the old record stays as it came (4.1.1.b)."""

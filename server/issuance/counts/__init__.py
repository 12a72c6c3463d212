"""Take in the joint count of a tablet and the bank manager's half of it (4.1.1.b, 1.2.2.b)."""

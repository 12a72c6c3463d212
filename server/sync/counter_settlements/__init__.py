"""Take settlements made at the desk back by two people: what they said stays, the subject is open (4.1.1.b)."""

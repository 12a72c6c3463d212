"""Keeps what was asked of the card-management system and of the banks, and what they answered.

Hand-over is not activation: a record here says how far a function has come on its way to the
far side (pending, sent, confirmed, refused, unknown), and nothing else says so. A temporary card's recovery in
the card-management system travels the same way.

Clauses: 1.2.2.d (activation in the village), 1.1.3.c (finance only for the person, who was judged
before a request comes here), 2.1 (the list of temporary cards), 2.2 (their recovery).
"""

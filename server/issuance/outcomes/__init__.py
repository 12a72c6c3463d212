"""Show what happened: hand-overs with their evidence, and the outcome of every card of a round (1.2.2.c)."""

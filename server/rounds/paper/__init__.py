"""Print what a round needs on paper: the list for the village committee, the fallback roster (1.2.2.a, 1.2.2.c)."""

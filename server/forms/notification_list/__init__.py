"""Print the list by which the village committee tells people to come (1.2.2.a); masked, no numbers; keeps nothing."""

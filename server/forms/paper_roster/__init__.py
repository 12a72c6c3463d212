"""Print the roster that stands in for a dead tablet: a row a person, each with its code (1.2.2.c); keeps nothing."""

"""Print the report of a round: its equation, cash, people, times and what to look at (4.1.1.b); keeps nothing."""

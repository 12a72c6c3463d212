"""Report what one round came to, on one or two pages: equation, cash, people, times (4.1.1.b)."""

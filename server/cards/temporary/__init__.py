"""Keep the lists of temporary-card holders, each with its as-of time (2.1)."""

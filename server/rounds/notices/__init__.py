"""Log who was told of a round, by which way and with what result (1.1.0.e, 1.2.2.a)."""

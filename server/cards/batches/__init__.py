"""Show batches: what was announced, where its cards are now (1.0.b)."""

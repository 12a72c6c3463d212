"""Bring a provincial sheet in: preview with row-by-row problems, then only what was confirmed (1.0.b)."""

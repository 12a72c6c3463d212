"""Receive a batch into a vault: what was announced against what was counted (1.0.b, 4.1.1.b)."""

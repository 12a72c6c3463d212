"""Signed daily checkpoints of the logs that only grow: what was cut off or changed since is found (I4, T6, T7)."""

"""Words every feature speaks: time, ids, refusals, identity numbers, names, masks. Pure Python."""

"""Find the village of an address by the division table, and remember what people decided (1.2.2.a)."""

"""Makes an installation from a backup: a new lineage, and a case for what came after it."""

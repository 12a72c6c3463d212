"""Let old backups go, with the evidence that none of the rest names (4.2)."""

"""Keep what became of temporary cards, their fees and the receipts given for them (2.1-2.4)."""

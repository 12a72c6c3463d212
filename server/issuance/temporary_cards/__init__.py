"""Keep what became of temporary cards and their fees, and recover those found too late (2.1-2.3)."""

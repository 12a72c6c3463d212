"""Keep what happened to each card before its holder: handed over, not served, wrong, activated, corrected (1.2.2)."""

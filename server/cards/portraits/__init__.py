"""Take portraits in from a ZIP, matched by number; the files' names are forgotten (1.2.2.c: photo checked)."""

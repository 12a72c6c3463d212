"""What a tablet takes along: one file for one round, built once, the same bytes at every download (1.2.2.a, 2.1)."""

MEDIA_TYPE = "application/x-songka-bundle"

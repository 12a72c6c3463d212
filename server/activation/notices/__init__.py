"""Takes the signed notices by which a far side tells of itself what it decided (1.2.2.d)."""

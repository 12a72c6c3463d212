"""Takes the second step of a log-in, and the proof that is asked for again before acts that could shut others out."""

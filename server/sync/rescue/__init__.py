"""Takes in the queue of a tablet that does not connect, from the file it was saved to (reliability H10, C16)."""

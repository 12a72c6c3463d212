"""The running tally of a tablet as the server knows it, to be laid beside the one on paper (reliability H10, C16)."""

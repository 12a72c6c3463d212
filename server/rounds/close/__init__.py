"""Close a round: the joint count of each tablet, the rest back into the vault, the equation card by card (4.1.1.b)."""

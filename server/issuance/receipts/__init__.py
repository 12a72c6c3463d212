"""Print the receipts for lost and damaged temporary cards from what the server holds (2.3, 2.4)."""

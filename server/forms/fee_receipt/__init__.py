"""Print the receipt for a lost or damaged temporary card (2.3, 2.4); keeps nothing."""

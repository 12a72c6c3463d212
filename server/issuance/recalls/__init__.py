"""The recall list: cards in people's hands whose function the far side refused, days later perhaps (1.2.2.d)."""

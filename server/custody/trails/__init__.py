"""Tell a card's story: every movement and every change of its functions (4.1.1.b)."""

"""Fill 附件5 from the hand-overs of a round (1.1.2.c, 1.2.2.c)."""

"""Fill 附件4 from the wrong faces of a round (1.1.1.h, 1.1.2.e)."""

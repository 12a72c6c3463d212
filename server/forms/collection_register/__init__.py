"""Print 附件5, the register that a collector signs for a card (1.1.2.c, 1.1.3.d, 1.2.2.c); keeps nothing."""

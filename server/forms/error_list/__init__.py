"""Print 附件4, the cards with a wrong face that the bank gives to the HR office (1.1.1.h, 1.1.2.e); keeps nothing."""

"""The bank manager's phone beside a round's tablets: whether there is one, and whether it carries the round."""

"""What an incident can turn out to be. Pure."""

# found: it lay somewhere and goes into a vault; handed_over: a record of it was missing; lost: it stays frozen;
# clarified: nothing moves (of two hand-overs of one card, the case says which stands).
OUTCOMES = {
    "missing": frozenset({"found", "handed_over", "lost"}),
    "second_hand_over": frozenset({"clarified"}),
}

"""Carries activations to the far sides: claim under a lease, send, settle; query before any repetition (1.2.2.d)."""

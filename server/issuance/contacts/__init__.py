"""Keep phones and addresses that people set right at the hand-over, queued for the province (1.1.2.b)."""

"""Keep phones and addresses that people set right at the hand-over; pass them on to the province (1.1.2.b)."""

"""Shows every tablet as the office must see it: contact, what waits on it, what is wrong with it (1.2.2.d)."""

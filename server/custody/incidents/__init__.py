"""Cards that are missing or were handed over twice: cause, who answers for it, report (4.1.5, 4.1.1.b)."""

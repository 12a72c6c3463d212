"""Open what a tablet sends before anything is locked: envelope, signatures, checks, attachments (design §5)."""

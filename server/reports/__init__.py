"""Count for the desk; read-only."""

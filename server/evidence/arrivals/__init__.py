"""Take sealed bytes in from tablets, in any number of parts; the record that names them brings their key (N2, N7)."""

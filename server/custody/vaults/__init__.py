"""Keep the vaults: who is custodian, what lies there and for how long (4.1.1.a, 4.1.2)."""

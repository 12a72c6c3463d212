"""Freeze the card of somebody who died: it stays in custody and nobody hands it over (3.1.a)."""

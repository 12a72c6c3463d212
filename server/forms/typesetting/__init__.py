"""Share what every printed form needs: embedded fonts, ink as curves, one compiler; keeps no data."""

"""A bundle's people as columns: what is alike lies together, and what follows from another column is left out."""

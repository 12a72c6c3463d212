"""Writes the sheets of finished cards that the demonstration imports and offers for trying the import."""

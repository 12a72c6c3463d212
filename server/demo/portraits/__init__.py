"""Draws stand-in portraits: a head and shoulders in one colour, no face, so that nobody is mistaken for anybody."""

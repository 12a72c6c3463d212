"""Keeps the made-up world of the demonstration: offices, banks, officers, cards, one round. Everybody is invented.

It is built through the same actions that the routes call, so whatever the demonstration shows can be done.
"""

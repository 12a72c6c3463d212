"""Keeps the tablets: created at the desk, enrolled once by a code, joined by officers, revoked when lost.

Clauses: 1.2.2.d (mobile devices in the village), 4.2 (what a device holds can be taken back).
"""

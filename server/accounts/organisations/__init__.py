"""Keeps the organisations: province centre, cities, counties, stations, windows, banks and their branches.

Their tree is apart from the area codes: 长白山 has an office of its own inside 安图's codes.
Clauses: 1.1.0.c, 1.2.0 (who works with whom), 1.2.2.b.
"""

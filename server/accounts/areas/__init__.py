"""Keeps the administrative divisions of Jilin down to the village (GB/T 2260, and what offices add).

Clause: 1.2.2.a (a round goes to a village). The published list ends with 2023, so villages can be added.
"""

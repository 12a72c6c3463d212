"""Keeps backups that were restored and checked before they count, and notices a history that was lost.

What a tablet may prune follows from here: only what is in a verified backup is safe (design §5, reliability S7, I6).
"""

"""Fetches lists of temporary-card holders from the card-management system, so that packing has a fresh one (2.1)."""

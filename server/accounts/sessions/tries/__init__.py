"""Keeps the throttle of log-ins: per account and origin, in the database, so that all workers count together."""

"""Copy a database while it is in use, and make one from a copy: SQLite by itself, PostgreSQL by its own programs."""

"""A backup as a folder of encrypted files: the database, the keys, and a pool of evidence shared by all backups."""

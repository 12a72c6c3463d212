"""Keeps the officers (everybody with an account), their roles and their passwords.

Clauses: 1.2.2.b (specialist and bank manager), 4.1.1.a (a named custodian), 4.1.4 (no stand-ins:
nobody lends an account); 等保 8.1.4.1–2 (unique users, least privilege, separate administrators).
"""

"""A record with everything a third party needs to check it: public keys alone, no database (reliability T8)."""

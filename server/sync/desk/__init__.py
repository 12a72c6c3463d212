"""File what is typed at a desk as records of their own: rows of a paper roster, by the two who were there (1.2.2.c)."""

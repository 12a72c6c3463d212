"""Keep the records of the tablets and answer each with one verdict; nothing sent is ever thrown away (1.2.2)."""

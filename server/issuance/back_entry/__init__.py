"""The file gateway to the card-management system, for offices whose province offers no interface (1.2.2.d, 2.1, 2.2).

What HTTP carries elsewhere goes out as a sheet in the province's back-entry columns and comes back as a sheet of
results; states, business keys and checks are the same.
"""

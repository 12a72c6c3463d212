"""Print the official forms: plain data in, files out; forms keep nothing (1.1.0.b, 1.1.1.c, 1.1.1.h, 1.1.2.c, 4.2).

Which form has which columns in which edition is `rules/tables/forms.json`; each form is a sub-package,
and `typesetting` holds what they share: fonts, ink, the compiler.
"""

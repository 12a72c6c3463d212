"""Keep batches, cards and cardholders with their states; the import that brings them (1.0.b, 1.1.2.b, 2.1).

Sub-packages: `sheets` reads files, `imports` judges rows and writes the confirmed ones,
`addresses` finds the village, `portraits` takes pictures in, `temporary` keeps the lists of
temporary cards. Where a card is belongs to custody, which alone changes it.
"""

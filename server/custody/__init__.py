"""Keep where every card is: vaults, the append-only ledger, receipts with their differences.

Clauses: 1.0.b (shipments), 1.1.0.d (vault), 1.1.2.e (recall), 1.2.2.a-c (check-out, hand-over),
4.1.1.a (registered numbers), 4.1.1.b (ledger and cards agree). A card is in exactly one hand: the one of
its last movement. Nothing is updated; a mistake is a counter-entry.
"""

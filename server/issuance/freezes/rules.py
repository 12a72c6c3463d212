"""Which reasons freeze a card. Pure. Twin: pwa/src/rules/freezing.ts."""

# The death certificate may follow; until then the card is only kept from being used (3.1.a).
FREEZING = frozenset({"dead"})

"""The check digit of bank card numbers (ISO/IEC 7812-1, annex B)."""


def luhn_is_valid(digits: str) -> bool:
    """Tell whether a string of digits ends in its right Luhn check digit."""
    if not digits.isascii() or not digits.isdigit() or len(digits) < 2:
        return False
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0

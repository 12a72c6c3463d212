"""Numbers as they may be shown: enough to recognise, too little to use (PIPL art. 6, ASVS 14.2.6)."""

DOTS = "••••"


def mask_identity_number(number: str) -> str:
    """Show the area and the last four: `222426 •••• 4521`."""
    return f"{number[:6]} {DOTS} {number[-4:]}" if len(number) >= 12 else f"{number[:2]}{DOTS}{number[-2:]}"


def mask_on_paper(number: str) -> str:
    """Show the same of an identity number as forms write it, in the number's own width: `222426********4521`."""
    return f"{number[:6]}{'*' * (len(number) - 10)}{number[-4:]}" if len(number) >= 12 else mask_identity_number(number)


def mask_card_number(number: str) -> str:
    """Show the first two and the last four: `B0•••7052`."""
    return f"{number[:2]}•••{number[-4:]}" if len(number) > 6 else f"•••{number[-2:]}"


def mask_phone(phone: str) -> str:
    """Show the first three and the last four: `139••••6120`."""
    return f"{phone[:3]}{DOTS}{phone[-4:]}" if len(phone) >= 8 else DOTS


def mask_bank_card(number: str) -> str:
    """Show the last four only, as bank practice asks."""
    return f"{DOTS}{number[-4:]}"


def mask_name(name: str) -> str:
    """Show the family name and the last character, so that neighbours know who is meant: `李*珍`, `李*`."""
    if len(name) < 3:
        return f"{name[:1]}*"
    return f"{name[0]}{'*' * min(len(name) - 2, 2)}{name[-1]}"

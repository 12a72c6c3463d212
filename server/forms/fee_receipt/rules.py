"""Say an amount as vouchers do: pure."""

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_UNITS = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")
_LARGEST = 10**12  # yuan: beyond it the groups have no name


def amount_in_words(fen: int) -> str:
    """Write an amount of fen in the capital numerals that cannot be altered: 2000 → 贰拾元整.

    ValueError for a negative amount or one beyond a voucher.
    """
    yuan, cents = divmod(fen, 100)
    if fen < 0 or yuan >= _LARGEST:
        raise ValueError("amount: beyond a voucher")
    jiao, rest = divmod(cents, 10)
    whole = f"{_integer(yuan)}元" if yuan or not cents else ""
    if not cents:
        return f"{whole}整"
    gap = "零" if yuan and not jiao else ""
    tenths = f"{_DIGITS[jiao]}角" if jiao else ""
    return f"{whole}{gap}{tenths}{_DIGITS[rest]}分" if rest else f"{whole}{tenths}整"


def amount_in_figures(fen: int) -> str:
    """Write an amount of fen as ￥20.00."""
    return f"￥{fen // 100}.{fen % 100:02}"


def _integer(yuan: int) -> str:
    if yuan == 0:
        return _DIGITS[0]
    groups = []
    while yuan:
        yuan, group = divmod(yuan, 10_000)
        groups.append(group)
    words = ""
    for place in reversed(range(len(groups))):
        group = groups[place]
        if group == 0:
            continue
        # A zero stands where a group is skipped or begins with less than a thousand.
        words += ("零" if words and (group < 1000 or groups[place + 1] == 0) else "") + _group(group) + _GROUPS[place]
    return words


def _group(number: int) -> str:
    words, skipped = "", False
    for place in reversed(range(4)):
        digit = number // 10**place % 10
        if digit == 0:
            skipped = bool(words)
            continue
        words += ("零" if skipped else "") + _DIGITS[digit] + _UNITS[place]
        skipped = False
    return words

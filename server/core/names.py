"""People's names: kept as they came, matched by one spelling (domain 2.7, 民委发〔2016〕33号).

A name is never repaired silently: `raw` is stored, the normalised form is what searches and
matches use. Hanzi are not folded by NFKC, which would change some names.
"""

import re
import unicodedata

MIDDLE_DOT = "·"
_DOT_VARIANTS = re.compile("[・•‧．.∙⋅●]")
_SPACES = re.compile(r"[\s\u3000\u200b-\u200d\ufeff]+")


def normalise_name(raw: str) -> str:
    """Return the form used to match: NFC, no spaces, half-width Latin, one separator U+00B7."""
    text = unicodedata.normalize("NFC", raw)
    text = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" and c != "．" else c for c in text)
    return _DOT_VARIANTS.sub(MIDDLE_DOT, _SPACES.sub("", text)).upper()


def has_separator_variant(raw: str) -> bool:
    """Tell whether the name uses a separator other than U+00B7."""
    return bool(_DOT_VARIANTS.search(raw))


def rare_characters(name: str) -> list[str]:
    """Return the characters that many fonts and bank files lack: outside the basic CJK block, or private use."""
    return [c for c in name if _is_rare(ord(c))]


def has_private_use(name: str) -> bool:
    """Tell whether the name holds a private-use code point, which means nothing outside its maker's font."""
    return any(unicodedata.category(c) == "Co" for c in name)


def _is_rare(point: int) -> bool:
    # The last hanzi of GB 2312-era fonts is U+9FA5; extension A and all higher planes are rare.
    return 0x3400 <= point <= 0x4DBF or 0x9FA6 <= point <= 0x9FFF or 0xE000 <= point <= 0xF8FF or point > 0xFFFF

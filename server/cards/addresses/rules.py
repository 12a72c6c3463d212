"""Read an address as people write it: county, township, village, group; by the division table alone.

`吉林省延边州安图县明月镇九龙村3组` → village 九龙村 of 明月镇, group "3组". What is not certain is not
guessed: it gets a key, by which people assign it once for everyone who wrote it so.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from server.cards.sheets.rules import fold_text

KEY_LENGTH = 80

_DIGITS = "0-9一二三四五六七八九十"
_GROUP = re.compile(
    rf"(?:第?(?P<number>[{_DIGITS}]{{1,3}})(?:村民小|居民小)?(?P<unit>组|社|队)"
    rf"|(?P<hamlet>[\u4e00-\u9fff]{{1,4}}?屯))"
)
# What comes after these is a house, not a place to gather people at.
_HOUSE = re.compile(rf"第?[{_DIGITS}]+(?:-?[{_DIGITS}]+)*(?:村民小|居民小)?(?:组|社|队|号|栋|幢|楼|单元|室|户|委|$)")
_PUNCTUATION = re.compile(r"[,，.。、;；:：()（）\[\]【】\"'“”‘’·/\\]")
_TOWNSHIP_END = re.compile(r"(?:朝鲜族|满族|蒙古族|回族|锡伯族)?(?:镇|乡|街道办事处|街道|街)$")
_COMMITTEE = re.compile(r"(?:(?<=村)民委员会|(?<=村)委会|居民委员会|居委会|委员会|委会)$")
_ANY_TOWNSHIP = re.compile(r"^[\u4e00-\u9fff]{1,8}?(?:镇|乡|街道)(?!村|屯|社区)")
_REGION_END = re.compile(r"(?:朝鲜族自治州|自治州|自治县|省|市|州|县|区)$")
_NUMERALS = {c: n for n, c in enumerate("一二三四五六七八九", start=1)}


@dataclass(frozen=True)
class Division:
    """One row of the division table, as far as matching needs it. level: as in the table."""

    code: str
    name: str
    level: str


@dataclass(frozen=True)
class Place:
    """What an address says. `key` is what addresses of the same place share; empty for an empty one."""

    village_code: str | None
    group_name: str | None
    key: str
    outside: bool = False


@dataclass
class _Names:
    """Spellings of villages; a lower rank is a more literal spelling and wins."""

    by_form: dict[str, dict[int, set[str]]] = field(default_factory=dict)

    def add(self, form: str, rank: int, code: str) -> None:
        self.by_form.setdefault(form, {}).setdefault(rank, set()).add(code)

    def find(self, text: str) -> tuple[str, str] | None:
        """Return (code, rest of the text) of the longest spelling that begins the text, if it is one village's."""
        for length in range(min(len(text), 20), 1, -1):
            ranks = self.by_form.get(text[:length])
            if ranks is None:
                continue
            rank = min(ranks)
            rest = text[length:]
            if rank == _BARE and rest and not re.match(rf"[第{_DIGITS}]", rest):
                continue
            codes = ranks[rank]
            return (next(iter(codes)), rest) if len(codes) == 1 else None
        return None


_EXACT, _DERIVED, _BARE = 0, 1, 2


class Gazetteer:
    """The townships and villages of one county, ready to read addresses by."""

    def __init__(self, county_code: str, divisions: Iterable[Division], rules: Mapping[str, str]) -> None:
        """Prepare from the whole of the county and every county-level name of the province.

        `rules` maps keys of addresses to villages, as people decided earlier.
        """
        table = list(divisions)
        self.county_code = county_code
        self.rules = dict(rules)
        self._own, self._foreign = _regions(county_code, table)
        # Some rows of the published table carry the whole path: 四平市铁东区石岭镇石岭村村民委员会.
        places = [
            replace(row, name=_without_path(row.name, self._own))
            for row in table
            if row.level in ("township", "village") and row.code.startswith(county_code)
        ]
        self._townships = _townships(places)
        self._in_township: dict[str, _Names] = defaultdict(_Names)
        self._anywhere = _Names()
        for place in places:
            if place.level == "village":
                self._add_village(place)

    def read(self, address: str) -> Place:
        """Read one address."""
        text = _PUNCTUATION.sub("", fold_text(address))
        text, outside = self._without_regions(text)
        key = key_of(text)
        if key in self.rules:
            return Place(self.rules[key], _group_after(text, key), key)
        if outside or not text:
            return Place(None, None, key, outside)
        found = self._find_village(text)
        if found is not None:
            code, rest = found
            return Place(code, _group_in(rest), key)
        return Place(None, None, key, self._is_foreign_township(text))

    def _add_village(self, village: Division) -> None:
        township = village.code[:9]
        for form, rank in _village_forms(village.name):
            self._in_township[township].add(form, rank, village.code)
            if rank != _BARE:
                self._anywhere.add(form, rank, village.code)

    def _without_regions(self, text: str) -> tuple[str, bool]:
        for _ in ("province", "city", "county"):
            name = next((own for own in self._own if text.startswith(own)), None)
            if name is None or self._starts_like_a_place(text, name):
                break
            text = text[len(name) :]
        return text, text.startswith(self._foreign)

    def _starts_like_a_place(self, text: str, region: str) -> bool:
        """Tell whether what looks like a short region name begins the name of one of our own places."""
        if _REGION_END.search(region):
            return False
        townships = (name for name, _ in self._townships if name.startswith(region))
        return any(map(text.startswith, townships)) or self._anywhere.find(text) is not None

    def _find_village(self, text: str) -> tuple[str, str] | None:
        for name, code in self._townships:
            if not text.startswith(name):
                continue
            found = self._in_township[code].find(_after_township(text[len(name) :]))
            if found is not None or _TOWNSHIP_END.search(name):
                return found
        return self._anywhere.find(text)

    def _is_foreign_township(self, text: str) -> bool:
        return _ANY_TOWNSHIP.match(text) is not None and not any(text.startswith(name) for name, _ in self._townships)


def key_of(text: str) -> str:
    """Return what addresses of the same place share: the text up to the first group or house."""
    return _HOUSE.split(text, maxsplit=1)[0][:KEY_LENGTH]


def _regions(county_code: str, table: list[Division]) -> tuple[list[str], tuple[str, ...]]:
    """Return the names that may stand before a township of this county, and those of other counties."""
    lineage = {county_code[:2], county_code[:4], county_code}
    own: list[str] = []
    foreign: list[str] = []
    for row in sorted(table, key=lambda d: d.code):
        if row.level not in ("province", "city", "county"):
            continue
        if row.code.rstrip("0") in {code.rstrip("0") for code in lineage}:
            own += _region_forms(row.name)
        elif len(row.name) > 2:
            foreign.append(row.name)
    own.sort(key=len, reverse=True)
    return own, tuple(name for name in foreign if name not in own)


def _region_forms(name: str) -> list[str]:
    stem = _REGION_END.sub("", name)
    forms = [name, f"{stem}州"] if name.endswith("自治州") else [name]
    return [*forms, stem] if len(stem) > 1 and stem != name else forms


def _without_path(name: str, own: list[str]) -> str:
    for region in own:
        if len(name) > len(region) + 1 and _REGION_END.search(region):
            name = name.removeprefix(region)
    return name


def _townships(places: list[Division]) -> list[tuple[str, str]]:
    """Return (spelling, code of nine digits): real names before others, the longest first."""
    spellings: dict[str, tuple[int, str]] = {}
    for row in places:
        if row.level != "township":
            continue
        stem = _TOWNSHIP_END.sub("", row.name)
        variants = [f"{stem}{end}" for end in ("镇", "乡", "街道")] if stem != row.name else []
        forms = [row.name, *variants, *([stem] if len(stem) > 1 else [])]
        for form in forms:
            rank = _EXACT if form == row.name else _DERIVED
            spellings[form] = min(spellings.get(form, (rank, row.code[:9])), (rank, row.code[:9]))
    order = sorted(spellings.items(), key=lambda item: (item[1][0], -len(item[0]), item[0]))
    return [(form, code) for form, (_, code) in order]


def _after_township(rest: str) -> str:
    return rest.removeprefix("办事处").removeprefix("人民政府")


def _village_forms(name: str) -> list[tuple[str, int]]:
    full = _PUNCTUATION.sub("", name)
    base = _COMMITTEE.sub("", re.sub(r"^.*(?:镇|乡|街道)(?=.{2,}(?:社区|村))", "", full))
    kind = next((end for end in ("社区", "村") if base.endswith(end) and len(base) > len(end) + 1), "")
    stem = base.removesuffix(kind)
    forms = [(full, _EXACT), (base, _EXACT)]
    if base != full or kind:
        forms += [(f"{stem}村", _DERIVED), (f"{stem}社区", _DERIVED), (f"{stem}屯", _DERIVED), (stem, _BARE)]
    return [(form, rank) for form, rank in forms if len(form) > 1]


def _group_after(text: str, key: str) -> str | None:
    return _group_in(text[len(key) :]) or _group_in(text)


def _group_in(rest: str) -> str | None:
    rest = re.sub(r"^(?:村民委员会|居民委员会|村委会|居委会|社区|村|屯)+", "", rest)
    found = _GROUP.match(rest) or _GROUP.search(rest)
    if found is None:
        return None
    if found["hamlet"]:
        return found["hamlet"]
    return f"{_to_number(found['number'])}{found['unit']}"


def _to_number(text: str) -> str:
    """Write 十二 as 12; digits stay."""
    if text.isdigit():
        return str(int(text))
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return "".join(str(_NUMERALS.get(c, c)) for c in text)
    return str(_NUMERALS.get(tens, 1) * 10 + _NUMERALS.get(ones, 0))

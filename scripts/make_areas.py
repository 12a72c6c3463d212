"""Make server/accounts/data/areas.csv.gz: one province's divisions, from the province to the village.

Usage: python scripts/make_areas.py UNPACKED_PACKAGE [PROVINCE] [TARGET]

UNPACKED_PACKAGE is the folder `package` of npm's china-division 2.7.0; PROVINCE is 22 (Jilin) unless told.
The same package gives the same table.
"""

import csv
import gzip
import io
import sys
from collections.abc import Iterator
from pathlib import Path

TARGET = Path(__file__).parents[1] / "server" / "accounts" / "data" / "areas.csv.gz"
# file of the package, level, column with the code of the level above
LEVELS = (
    ("provinces.csv", "province", None),
    ("cities.csv", "city", "provinceCode"),
    ("areas.csv", "county", "cityCode"),
    ("streets.csv", "township", "areaCode"),
    ("villages.csv", "village", "streetCode"),
)


def rows(package: Path, province: str) -> Iterator[tuple[str, str, str, str]]:
    """Yield code, name, level and parent of every division of the province, upper levels first."""
    for file, level, parent in LEVELS:
        with (package / "dist" / file).open(encoding="utf-8", newline="") as source:
            for row in csv.DictReader(source):
                if row["code"].startswith(province):
                    yield twelve(row["code"]), row["name"], level, twelve(row[parent]) if parent else ""


def twelve(code: str) -> str:
    """Write a code of any level in twelve digits (GB/T 2260, GB/T 10114)."""
    return code.ljust(12, "0")


def compress(table: Iterator[tuple[str, str, str, str]]) -> bytes:
    """Return the table as gzipped CSV without a time stamp."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("code", "name", "level", "parent"))
    writer.writerows(sorted(table))
    return gzip.compress(text.getvalue().encode(), compresslevel=9, mtime=0)


def main(package: str, province: str = "22", target: str = str(TARGET)) -> None:
    """Write the file and say how large it is."""
    content = compress(rows(Path(package), province))
    Path(target).write_bytes(content)
    print(f"{target}: {len(content)} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:])

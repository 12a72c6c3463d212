import re
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.make_clauses import CODE, places, proofs_of, table_rows
from server.rules import table

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize("script", ["make_clauses.py", "make_faults.py"])
def test_a_page_made_from_the_tests_is_current(script: str):
    command = [sys.executable, str(ROOT / "scripts" / script), "--check"]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr


def test_a_clause_that_the_product_carries_has_a_table_row_code_and_a_test():
    carried = [row["id"] for row in table("clauses")["rows"] if row["kind"] == "rule"]
    bare = {
        clause: missing
        for clause in carried
        if (
            missing := [
                what
                for what, found in (
                    ("table row", table_rows(clause)),
                    ("code", places(clause, CODE)),
                    ("test", proofs_of(clause)),
                )
                if not found
            ]
        )
    }
    assert bare == {}


def test_a_page_names_no_test_that_is_gone():
    tests = "\n".join(path.read_text(encoding="utf-8") for path in ROOT.glob("tests/**/test_*.py"))
    files = {path.stem for path in ROOT.glob("tests/**/test_*.py")}
    named = {
        name
        for path in [ROOT / "README.md", *ROOT.glob("docs/**/*.md")]
        for name in re.findall(r"\b(test_\w+)", path.read_text(encoding="utf-8"))
    }
    assert {name for name in named - files if f"def {name}(" not in tests} == set()

import subprocess
import sys
from pathlib import Path

from scripts.make_clauses import CODE, places, proofs_of, table_rows
from server.rules import table

ROOT = Path(__file__).parent.parent.parent


def test_the_page_of_clauses_is_current():
    script = [sys.executable, str(ROOT / "scripts" / "make_clauses.py"), "--check"]
    checked = subprocess.run(script, capture_output=True, text=True, check=False)
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

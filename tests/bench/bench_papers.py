"""Time every paper of a round at a village's 280 people, in CPU time; and what a process's first print costs."""

import subprocess
import sys
from collections.abc import Callable
from time import process_time

from server.forms.collection_register.actions import print_collection_register, write_collection_workbook
from server.forms.error_list.actions import print_error_list
from server.forms.fee_receipt.actions import print_fee_receipt
from server.forms.notification_list.actions import print_notification_list
from server.forms.paper_roster.actions import print_paper_roster
from server.forms.round_report.actions import print_round_report
from server.forms.typesetting.actions import warm_up
from tests.server.forms.round_samples import error_list, fee_receipt, notification_list, paper_roster, round_report
from tests.server.forms.samples import collection_register

TITLE = "Papers of a round of 280, ms of CPU"
HEADERS = ("paper", "lines", "pages", "KB", "ms")

_FIRST_PRINT = """
from time import process_time
from server.forms.typesetting.actions import warm_up
from server.forms.error_list.actions import print_error_list
from tests.server.forms.round_samples import error_list
{before}
start = process_time()
print_error_list(error_list(10))
print(f"{{(process_time() - start) * 1000:.0f}}")
"""


def run(quick: bool) -> list[tuple[str, ...]]:
    """Return one row a paper; `quick` takes 42 people instead of 280."""
    warm_up()
    count = 42 if quick else 280
    register, roster = collection_register(count), paper_roster(count)
    invited, wrong, report, receipt = notification_list(count), error_list(count), round_report(), fee_receipt()
    papers: tuple[tuple[str, int, Callable[[], bytes]], ...] = (
        ("附件5", count, lambda: print_collection_register(register).pdf),
        ("附件5 .xlsx", count, lambda: write_collection_workbook(register).xlsx),
        ("附件4", count, lambda: print_error_list(wrong).pdf),
        ("notification list", count, lambda: print_notification_list(invited).pdf),
        ("paper roster", count, lambda: print_paper_roster(roster).pdf),
        ("report", 1, lambda: print_round_report(report).pdf),
        ("receipt", 1, lambda: print_fee_receipt(receipt, "sheet").pdf),
    )
    rows = [_measured(name, lines, make) for name, lines, make in papers]
    return [*rows, _first("first print of a process", ""), _first("the same after the warm-up", "warm_up()")]


def _measured(name: str, lines: int, make: Callable[[], bytes]) -> tuple[str, ...]:
    start = process_time()
    made = make()
    milliseconds = (process_time() - start) * 1000
    pages = made.count(b"/Type/Page") - made.count(b"/Type/Pages")
    return (name, str(lines), str(pages) if pages else "–", str(len(made) // 1024), f"{milliseconds:.0f}")


def _first(name: str, before: str) -> tuple[str, ...]:
    made = subprocess.run(
        [sys.executable, "-c", _FIRST_PRINT.format(before=before)], capture_output=True, text=True, check=True
    )
    return (name, "10", "1", "–", made.stdout.strip())

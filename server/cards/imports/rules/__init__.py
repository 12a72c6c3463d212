"""What a provincial sheet means: which column is which, and what is wrong with a row. Pure."""

from server.cards.imports.rules.columns import Columns, recognise_columns
from server.cards.imports.rules.problems import (
    STOP,
    WARN,
    Problem,
    column_title,
    problem,
    problem_order,
    problem_text,
    problem_title,
    worst_severity,
)
from server.cards.imports.rules.rows import Banks, JudgedRow, judge_rows, main_batch_number
from server.cards.imports.rules.shown import shown_cells

__all__ = [
    "STOP",
    "WARN",
    "Banks",
    "Columns",
    "JudgedRow",
    "Problem",
    "column_title",
    "judge_rows",
    "main_batch_number",
    "problem",
    "problem_order",
    "problem_text",
    "problem_title",
    "recognise_columns",
    "shown_cells",
    "worst_severity",
]

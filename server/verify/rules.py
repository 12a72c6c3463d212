"""What a check finds. Pure."""

from dataclasses import dataclass, field

_SHOWN = 5


@dataclass
class Finding:
    """One invariant: how much was looked at and what breaks it; problems name ids and hashes, never people."""

    invariant: str
    title: str
    counts: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Tell whether nothing breaks the invariant."""
        return not self.problems

    def count(self, what: str, number: int = 1) -> None:
        """Add to what was looked at."""
        self.counts[what] = self.counts.get(what, 0) + number

    def line(self) -> str:
        """Return the one line that is printed, with the first few problems."""
        counted = ", ".join(f"{number} {what}" for what, number in self.counts.items())
        head = f"{self.invariant:<4} {'ok' if self.holds else 'FAILED':<6} {self.title}: {counted}"
        if self.holds:
            return head
        shown = "; ".join(self.problems[:_SHOWN])
        more = f"; and {len(self.problems) - _SHOWN} more" if len(self.problems) > _SHOWN else ""
        return f"{head} — {len(self.problems)} broken: {shown}{more}"

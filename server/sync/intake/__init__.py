"""One upload on its way in: each record gets its place, its verdict and its row (design §5)."""

from server.sync.intake.actions import Intake

__all__ = ["Intake"]

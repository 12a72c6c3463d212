"""Look at a file, confirm what it holds, discard it, or take its difference list away."""

from server.cards.imports.actions.confirm import confirm_import
from server.cards.imports.actions.discard import discard_import
from server.cards.imports.actions.export import export_problems
from server.cards.imports.actions.preview import preview_file

__all__ = ["confirm_import", "discard_import", "export_problems", "preview_file"]

"""What ``--checklist`` says in, the checklists it stands for out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from speechqa.errors import UsageError
from speechqa.texts import _

if TYPE_CHECKING:
    from speechqa.checklist.model import Checklist

OWN_FOLDER = Path("checklists")


def chosen_checklists(given: Sequence[str] | None) -> tuple[tuple[Checklist, ...], bool]:
    """The checklists, and whether a single one was named, which then judges every call.

    Without ``--checklist`` a single file in ./checklists is taken, for the calls that it says it is for; the shipped
    ones are never taken by themselves, because several of them fit the same calls.
    """
    from speechqa.checklist.load import load_checklists, refuse_conflicts, shipped_checklists

    if not given:
        own = sorted([*OWN_FOLDER.glob("*.yaml"), *OWN_FOLDER.glob("*.yml")]) if OWN_FOLDER.is_dir() else []
        if len(own) != 1:
            raise UsageError(
                _("no checklist is given"),
                "--checklist",
                _("Name a file, a folder, or a shipped one: {names}.").format(names=", ".join(shipped_checklists())),
            )
        return load_checklists(own[0]), False
    loaded = tuple(card for argument in dict.fromkeys(given) for card in load_checklists(argument))
    refuse_conflicts(loaded)
    forced = len(given) == 1 and not Path(given[0]).is_dir()
    return loaded, forced

"""What ``--checklist`` and arguments say in, the checklists and inputs that they stand for out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from speechqa.errors import UsageError
from speechqa.texts import _

if TYPE_CHECKING:
    from speechqa.checklist.model import Checklist

OWN_FOLDER = Path("checklists")


def chosen_checklists(
    given: Sequence[str] | None, configured: Sequence[str] = ()
) -> tuple[tuple[Checklist, ...], bool]:
    """The checklists, and whether a single one was named, which then judges every call.

    Without ``--checklist`` those of the settings are taken, else a single file in ./checklists, for the calls that they
    say they are for; the shipped ones are never taken by themselves, because several of them fit the same calls.
    """
    from speechqa.checklist.load import load_checklists, refuse_conflicts, shipped_checklists

    if not given and configured:
        loaded = tuple(card for one in dict.fromkeys(configured) for card in load_checklists(one))
        refuse_conflicts(loaded)
        return loaded, False
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


def chosen_inputs(given: Sequence[str] | None, configured: Sequence[str], name: str, setting: str) -> list[str]:
    """What a command's arguments say, else what the settings do.

    Raises:
        UsageError: neither says anything.
    """
    if not given and not configured:
        raise UsageError(
            _("{name} is missing").format(name=name),
            None,
            _("Name files or folders, or set {setting!r} in speechqa.toml.").format(setting=setting),
        )
    return list(given or configured)

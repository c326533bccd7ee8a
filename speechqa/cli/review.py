"""``speechqa review``: what people say of calls, without a screen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from speechqa.cli.options import ConfigOption, DbOption, Format, FormatOption, group
from speechqa.errors import UsageError
from speechqa.texts import _

if TYPE_CHECKING:
    from sqlite_utils import Database

app = group(_("What people say of calls: verdicts, tags, notes, examples."))

CallArgument = Annotated[
    str, typer.Argument(metavar="CALL_ID", help=_("the call's id, or its recording's file"), show_default=False)
]
AuthorOption = Annotated[
    str | None, typer.Option("--author", help=_("who says so; else the setting author"), show_default=False)
]
CommentOption = Annotated[str | None, typer.Option("--comment", help=_("why"), show_default=False)]
RemoveOption = Annotated[bool, typer.Option("--remove", help=_("take it off again"))]


@app.command("show", help=_("A call with all that people said of it."))
def show(
    call_id: CallArgument, db: DbOption = None, config: ConfigOption = None, output: FormatOption = Format.table
) -> None:
    from speechqa.cli.review_output import print_review
    from speechqa.review.show import show as show_call

    database, _author = _open(db, config, None)
    print_review(show_call(database, call_id), output)


@app.command("overrule", help=_("Give a verdict on a checkpoint; the machine's stays beside it."))
def overrule(
    call_id: CallArgument,
    checkpoint: Annotated[
        str, typer.Argument(metavar="CHECKPOINT", help=_("its id or title in the checklist"), show_default=False)
    ],
    verdict: Annotated[
        str | None,
        typer.Argument(metavar="1|0|na|unheard", help=_("the verdict, also н/п and не расслышано"), show_default=False),
    ] = None,
    comment: CommentOption = None,
    undo: Annotated[bool, typer.Option("--undo", help=_("take back your last verdict on it"))] = False,
    author: AuthorOption = None,
    db: DbOption = None,
    config: ConfigOption = None,
    output: FormatOption = Format.table,
) -> None:
    from speechqa.cli.review_output import print_overruled
    from speechqa.review import enter
    from speechqa.review.marks import verdict_of

    if undo == (verdict is not None):
        fault = _("a verdict and --undo exclude each other") if undo else _("the verdict is missing")
        raise UsageError(fault, None, _("Verdicts are 1, 0, н/п (or na) and не расслышано (or unheard)."))
    meant = None if verdict is None else verdict_of(verdict)
    database, who = _open(db, config, author)
    if meant is None:
        found = enter.undo(database, call_id, checkpoint, author=who)
    else:
        found = enter.overrule(database, call_id, checkpoint, meant, author=who, comment=comment)
    print_overruled(found, output)


@app.command("tag", help=_("Tag a call, apart from the tags that rules put on it."))
def tag(
    call_id: CallArgument,
    name: Annotated[
        str,
        typer.Argument(metavar="TAG", help=_("a checklist's tag (its id or title), or your own"), show_default=False),
    ],
    remove: RemoveOption = False,
    author: AuthorOption = None,
    db: DbOption = None,
    config: ConfigOption = None,
    output: FormatOption = Format.table,
) -> None:
    from speechqa.cli.review_output import print_tagged
    from speechqa.review import enter

    database, who = _open(db, config, author)
    print_tagged((enter.untag if remove else enter.tag)(database, call_id, name, author=who), output)


@app.command("note", help=_("Write what was good, what was not, and what should have been said."))
def note(
    call_id: CallArgument,
    plus: Annotated[str | None, typer.Option("--plus", help=_("what was good"), show_default=False)] = None,
    minus: Annotated[str | None, typer.Option("--minus", help=_("what was not"), show_default=False)] = None,
    instead: Annotated[
        str | None, typer.Option("--instead", help=_("what should have been said"), show_default=False)
    ] = None,
    at: Annotated[
        str | None, typer.Option("--at", metavar="MM:SS", help=_("the place in the call"), show_default=False)
    ] = None,
    remove: Annotated[
        int | None, typer.Option("--remove", metavar="N", help=_("take note N back"), show_default=False)
    ] = None,
    author: AuthorOption = None,
    db: DbOption = None,
    config: ConfigOption = None,
    output: FormatOption = Format.table,
) -> None:
    from speechqa.cli.review_output import print_entered
    from speechqa.review import enter
    from speechqa.review.marks import place_of

    place = None if at is None else place_of(at)
    if remove is not None and (plus or minus or instead or at):
        raise UsageError(_("a note is written or taken back, not both"), "--remove", _("Leave the other options out."))
    database, who = _open(db, config, author)
    if remove is not None:
        print_entered(enter.unnote(database, call_id, remove, author=who), _("note {id} taken back"), output)
        return
    written = enter.note(database, call_id, author=who, plus=plus, minus=minus, instead=instead, place=place)
    print_entered(written, _("note {id} written"), output)


@app.command("best", help=_("Mark a call as one of the best examples."))
def best(
    call_id: CallArgument,
    remove: RemoveOption = False,
    comment: CommentOption = None,
    author: AuthorOption = None,
    db: DbOption = None,
    config: ConfigOption = None,
    output: FormatOption = Format.table,
) -> None:
    _mark(call_id, "best", remove, comment, author, db, config, output)


@app.command("worst", help=_("Mark a call as one of the worst examples."))
def worst(
    call_id: CallArgument,
    remove: RemoveOption = False,
    comment: CommentOption = None,
    author: AuthorOption = None,
    db: DbOption = None,
    config: ConfigOption = None,
    output: FormatOption = Format.table,
) -> None:
    _mark(call_id, "worst", remove, comment, author, db, config, output)


@app.command("hold", help=_("Keep a disputed call from being deleted when its time is over."))
def hold(
    call_id: CallArgument,
    remove: RemoveOption = False,
    comment: CommentOption = None,
    author: AuthorOption = None,
    db: DbOption = None,
    config: ConfigOption = None,
    output: FormatOption = Format.table,
) -> None:
    _mark(call_id, "hold", remove, comment, author, db, config, output)


@app.command("done", help=_("You have heard the call and said what you have to say."))
def done(
    call_id: CallArgument,
    undo: Annotated[bool, typer.Option("--undo", help=_("not done after all"))] = False,
    author: AuthorOption = None,
    db: DbOption = None,
    config: ConfigOption = None,
    output: FormatOption = Format.table,
) -> None:
    from speechqa.cli.review_output import print_entered
    from speechqa.review import enter

    database, who = _open(db, config, author)
    if undo:
        opened = enter.reopen(database, call_id, author=who)
        print_entered(opened, _("not reviewed any more by {author}"), output, _("it was not reviewed by {author}"), who)
        return
    print_entered(enter.done(database, call_id, author=who), _("reviewed by {author}"), output, author=who)


def _mark(
    call_id: str,
    kind: str,
    remove: bool,
    comment: str | None,
    author: str | None,
    db: Path | None,
    config: Path | None,
    output: Format,
) -> None:
    from speechqa.cli.review_output import print_entered
    from speechqa.review import enter

    database, who = _open(db, config, author)
    if remove:
        taken = enter.unmark(database, call_id, kind, author=who)
        print_entered(taken, _("the mark is taken off"), output, _("it was not marked so"))
        return
    said = {
        "best": _("marked as one of the best"),
        "worst": _("marked as one of the worst"),
        "hold": _("held: it is not deleted when its time is over"),
    }
    marked = enter.mark(database, call_id, kind, author=who, comment=comment)
    print_entered(marked, said[kind], output, _("it was marked so before"))


def _open(db: Path | None, config: Path | None, author: str | None) -> tuple[Database, str]:
    """The database, and who speaks."""
    from speechqa.metrics.views import ensure_views
    from speechqa.review.author import author_of
    from speechqa.settings import load_settings
    from speechqa.store.connection import open_store

    settings = load_settings({"db": db, "author": author}, config)
    database = open_store(settings.db, create=False)
    ensure_views(database)
    return database, author_of(settings)

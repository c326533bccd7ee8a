"""``speechqa report``: calls, one call, recordings that failed, and whatever is a sheet (sheets.py)."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from speechqa.cli.asked import open_reports, read_filters
from speechqa.cli.options import ConfigOption, DbOption, Direction, Format, FormatOption, Light, group
from speechqa.cli.usage import Group
from speechqa.texts import _


class _Reports(Group):
    """The commands below, and one for each report of the catalogue, which is read only when a report is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        self._add_sheets()
        return super().list_commands(ctx)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        self._add_sheets()
        return super().get_command(ctx, cmd_name)

    def _add_sheets(self) -> None:
        from speechqa.cli.sheets import sheet_commands

        if "totals" not in self.commands:
            self.commands.update(sheet_commands(_FILTERS))


app = group(_("Reports from the database."), _Reports)


class CallGroup(StrEnum):
    """What tags make of a call."""

    target = "target"
    non_target = "non_target"
    junk = "junk"


FromOption = Annotated[
    str | None, typer.Option("--from", metavar="DATE", help=_("first day, such as 2026-11-01"), show_default=False)
]
ToOption = Annotated[str | None, typer.Option("--to", metavar="DATE", help=_("last day"), show_default=False)]
PeriodOption = Annotated[
    str | None,
    typer.Option(
        "--period",
        metavar="NAME",
        help=_("today, yesterday, this-week, last-week, this-month or last-month"),
        show_default=False,
    ),
]
ManagerOption = Annotated[
    str | None, typer.Option("--manager", help=_("extension, id or name of the manager"), show_default=False)
]
LightOption = Annotated[
    Light | None, typer.Option("--light", metavar="|".join(Light), help=_("calls with this light"), show_default=False)
]
DirectionOption = Annotated[
    Direction | None,
    typer.Option("--direction", metavar="|".join(Direction), help=_("calls of this direction"), show_default=False),
]
LineOption = Annotated[str | None, typer.Option("--line", help=_("calls of this line"), show_default=False)]
CardOption = Annotated[
    str | None, typer.Option("--checklist", help=_("calls scored by this checklist (its id)"), show_default=False)
]
OutcomeOption = Annotated[
    str | None,
    typer.Option("--outcome", help=_("calls with this outcome (its id or title)"), show_default=False),
]
TagOption = Annotated[
    str | None, typer.Option("--tag", help=_("calls with this tag (its id or title)"), show_default=False)
]
GroupOption = Annotated[
    CallGroup | None,
    typer.Option(
        "--group", metavar="|".join(CallGroup), help=_("calls of this group by their tags"), show_default=False
    ),
]
CriticalOption = Annotated[bool, typer.Option("--critical", help=_("only calls in which a critical checkpoint failed"))]


_FILTERS = {
    "start": FromOption,
    "end": ToOption,
    "period": PeriodOption,
    "manager": ManagerOption,
    "line": LineOption,
    "direction": DirectionOption,
    "checklist": CardOption,
}


@app.command("calls", help=_("Calls with their lights."))
def calls(
    start: FromOption = None,
    end: ToOption = None,
    period: PeriodOption = None,
    manager: ManagerOption = None,
    light: LightOption = None,
    direction: DirectionOption = None,
    line: LineOption = None,
    checklist: CardOption = None,
    critical: CriticalOption = False,
    outcome: OutcomeOption = None,
    tag: TagOption = None,
    call_group: GroupOption = None,
    db: DbOption = None,
    config: ConfigOption = None,
    output: FormatOption = Format.table,
) -> None:
    from speechqa.report.calls import report_calls
    from speechqa.report.render.write import write_report

    database = open_reports(db, config)
    chosen = read_filters(
        database,
        start,
        end,
        period,
        manager=manager,
        light=light,
        direction=direction,
        line=line,
        checklist=checklist,
        critical=True if critical else None,
        outcome=outcome,
        tag=tag,
        group=call_group,
    )
    write_report(report_calls(database, chosen), output)


@app.command("call", help=_("One call in full: every checkpoint with its quote, then the conversation."))
def call(
    call_id: Annotated[
        str, typer.Argument(metavar="CALL_ID", help=_("the call's id, or its recording's file"), show_default=False)
    ],
    brief: Annotated[bool, typer.Option("--brief", help=_("main errors and the outcome only"))] = False,
    db: DbOption = None,
    config: ConfigOption = None,
    output: FormatOption = Format.table,
) -> None:
    from speechqa.report.call import report_call
    from speechqa.report.render.write import write_report

    write_report(report_call(open_reports(db, config), call_id, brief=brief), output)


@app.command("failures", help=_("Recordings that could not be scored, and why."))
def failures(
    db: DbOption = None,
    config: ConfigOption = None,
    output: FormatOption = Format.table,
) -> None:
    from speechqa.report.failures import report_failures
    from speechqa.report.render.write import write_report

    write_report(report_failures(open_reports(db, config)), output)

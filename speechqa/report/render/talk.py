"""How the parties of a call talked in, a short block for a person's eyes out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from speechqa.report.render.figures import clock, number, percent
from speechqa.report.render.words import speaker_word
from speechqa.report.talk import PartyRow, TalkRow
from speechqa.texts import _, ngettext

if TYPE_CHECKING:
    from rich.console import RenderableType

_MOST_TIMES = 6


def talk_block(talk: TalkRow | None) -> Iterator[RenderableType]:
    """The block, or nothing where nothing was measured."""
    from rich.padding import Padding
    from rich.text import Text

    lines = [] if talk is None else list(_lines(talk))
    if not lines:
        return
    yield Text("")
    yield Text(_("How they talked"), "bold")
    for name, value in lines:
        yield Padding(Text.assemble((f"{name}: ", "bright_black"), value), (0, 0, 0, 4), expand=False)


def _lines(talk: TalkRow) -> Iterator[tuple[str, str]]:
    if talk.told_apart:
        doubt = "" if talk.certain else f" ({_('uncertain')})"
        for who, party in (("manager", talk.manager), ("customer", talk.customer)):
            if told := ", ".join(_of_party(party)):
                yield speaker_word(who) + doubt, told
    if talk.silences is not None:
        yield _("silence"), _silence(talk)
    if talk.hold:
        yield _("hold"), _("music for {time}").format(time=clock(talk.hold))
    if talk.overlap is not None:
        yield _("both at once"), _("{n} s").format(n=number(round(talk.overlap, 1)))
        yield _("interruptions"), _interruptions(talk)
    if not talk.told_apart and talk.recorded is not None:
        heard = _("somebody speaks in {share}; who speaks how long is not known: one channel")
        share = 100.0 * (talk.speech or 0.0) / talk.recorded if talk.recorded else None
        yield _("voice"), heard.format(share=percent(_whole(share)))


def _of_party(party: PartyRow) -> Iterator[str]:
    if party.talk_share is not None:
        shares = _("{talk} of the talk ({call} of the call)")
        yield shares.format(talk=percent(_whole(party.talk_share)), call=percent(_whole(party.call_share)))
    if party.rate is not None:
        yield _("{n} words a minute").format(n=number(round(party.rate)))
    if party.monologue:
        longest = _("longest monologue {time} from {start}")
        yield longest.format(time=clock(party.monologue), start=clock(party.monologue_start))
    if party.reply_gap is not None:
        yield _("replies after {n} s").format(n=number(round(party.reply_gap, 1)))
    if party.speech is None and party.turns is not None:
        yield ngettext("{n} turn", "{n} turns", party.turns).format(n=party.turns)
        if party.words_per_turn is not None:
            yield _("{n} words in each").format(n=number(round(party.words_per_turn, 1)))


def _silence(talk: TalkRow) -> str:
    over = number(talk.limits.silence)
    if not talk.silences:
        return _("none longer than {n} s").format(n=over)
    said = ngettext(
        "{n} longer than {over} s, {time} in all, the longest {longest}",
        "{n} longer than {over} s, {time} in all, the longest {longest}",
        talk.silences,
    )
    return said.format(n=talk.silences, over=over, time=clock(talk.silence), longest=clock(talk.longest_silence))


def _interruptions(talk: TalkRow) -> str:
    parts = []
    for who in ("manager", "customer"):
        times = [clock(each.start) for each in talk.interruptions if each.who == who]
        more = ["…"] if len(times) > _MOST_TIMES else []
        if times:
            parts.append(f"{speaker_word(who)} {len(times)} ({', '.join([*times[:_MOST_TIMES], *more])})")
    return "; ".join(parts) or _("none")


def _whole(share: float | None) -> float | None:
    """Voice activity is not known to a tenth of a percent."""
    return None if share is None else float(round(share))

"""Codes of the database in, words for people out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from speechqa.recording.model import Finding
from speechqa.texts import _

if TYPE_CHECKING:
    from speechqa.report.calls import CallTag


def light_word(light: str) -> str:
    """A light's name."""
    return {"green": _("green"), "yellow": _("yellow"), "red": _("red"), "grey": _("grey")}.get(light, light)


def direction_word(direction: str) -> str:
    """A direction's name."""
    return {
        "inbound": _("inbound"),
        "outbound": _("outbound"),
        "internal": _("internal"),
        "unknown": _("unknown"),
    }.get(direction, direction)


def disposition_word(disposition: str) -> str:
    """How a call was answered."""
    return {
        "answered": _("answered"),
        "missed": _("missed"),
        "busy": _("busy"),
        "failed": _("connection failed"),
        "machine_only": _("menu or answering machine"),
    }.get(disposition, disposition)


def code_word(code: str) -> str:
    """A code of the database that stands in a table of figures; any other text is itself."""
    return direction_word(code) if (word := disposition_word(code)) == code else word


def speaker_word(speaker: str | None) -> str:
    """Who speaks."""
    return {"manager": _("manager"), "customer": _("customer")}.get(speaker or "", _("unknown speaker"))


def verdict_word(verdict: str) -> str:
    """A verdict's name."""
    return {
        "passed": _("passed"),
        "failed": _("failed"),
        "not_applicable": _("not applicable"),
        "unheard": _("unheard"),
    }.get(verdict, verdict)


def verdict_mark(verdict: str) -> str:
    """A verdict as it stands in a technology card: 1, 0, n/a or ?."""
    return {"passed": "1", "failed": "0", "not_applicable": _("n/a"), "unheard": "?"}.get(verdict, verdict)


def reason_words(reason: str, kind: str = "") -> str:
    """Why a checkpoint has its verdict, where no quote tells it; ``kind`` says what it counts."""
    if "interruptions" in kind and reason in ("too_few", "too_many"):
        often, seldom = _("spoke over the other party too often"), _("spoke over the other party too seldom")
        return often if reason == "too_many" else seldom
    return {
        "absent": _("nothing forbidden was said"),
        "no_trigger": _("there was no occasion for it"),
        "by_human": _("for a person to judge"),
        "unintelligible": _("the place where it belongs is unintelligible"),
        "no_hit": _("not said"),
        "outside_window": _("said, but not in its place in the call"),
        "too_early": _("said too early"),
        "too_few": _("too few questions") if "questions" in kind else _("said too few times"),
        "too_many": _("too many questions") if "questions" in kind else _("said too many times"),
        "unanswered": _("left without an answer"),
        "one_channel": _("it takes two channels with times"),
    }.get(reason, "")


def counted_words(count: int | None, of: int | None, verdict: str, reason: str) -> str:
    """How often what is counted happened, and how often it should; "" where nothing is counted."""
    if count is None or of is None:
        return "" if count is None else str(count)
    # Whether it is a least or a most stands in no column: the verdict tells it wherever the two numbers differ.
    if reason == "too_many" or (verdict == "passed" and count < of):
        return _("{count}, at most {of}").format(count=count, of=of)
    if count > of:
        return _("{count}, at least {of}").format(count=count, of=of)
    return _("{count} of {of}").format(count=count, of=of)


def group_word(group: str | None) -> str:
    """A group of calls by tags."""
    return {"target": _("target call"), "non_target": _("not a target call"), "junk": _("junk")}.get(group or "", "")


def flag_word(flag: str) -> str:
    """A flag's name."""
    return {
        "critical_failed": _("critical"),
        "unheard": _("unheard"),
        "manual_edit": _("edited"),
        "health": _("sound"),
        "mono_roles": _("mono"),
        "not_scored": _("not scored"),
    }.get(flag, flag)


def not_scored_words(reason: str, tags: Sequence[CallTag] = ()) -> str:
    """Why a call has no score; where its tags are the reason, with their titles."""
    titles = [tag.title for tag in tags if tag.group == reason]
    words = {
        "too_short": _("too short"),
        "internal": _("internal call"),
        "machine_only": _("only a machine answered"),
        "no_checklist": _("no checklist fits"),
        "no_speech": _("nobody speaks"),
        "non_target": _("not a target call"),
        "junk": _("junk"),
        "service": _("service call"),
    }.get(reason, reason)
    return f"{words} ({', '.join(titles)})" if titles else words


def role_words(reason: str) -> str:
    """Why a channel is the manager's."""
    return {
        "mono": _("one channel: who speaks is not known, either party's words count"),
        "configured": _("by the settings"),
        "given": _("as the transcript names them"),
        "record": _("by the call record"),
        "phrases": _("by the manager's phrases"),
        "cues": _("by what managers usually say"),
        "direction": _("by the call's direction"),
        "default": _("by default"),
    }.get(reason, reason)


def manager_source_words(source: str | None) -> str:
    """Where the manager is known from."""
    return {
        "record": _("from the call record"),
        "name": _("from the file's name"),
        "folder": _("from the folder's name"),
        "option": _("as given by --manager"),
        "introduction": _("by own introduction"),
    }.get(source or "", "")


def health_words(finding: Finding) -> str:
    """What is wrong with the sound."""
    text = {
        "truncated": _("the file is cut off"),
        "silent": _("silence"),
        "dead_channel": _("one channel is dead"),
        "dual_mono": _("both channels carry the same sound: taken as mono"),
        "clipping": _("clipped sound"),
        "length_mismatch": _("length differs from the call record"),
    }.get(finding.code, finding.code)
    if finding.channel is not None:
        text += f" ({_('left') if finding.channel == 0 else _('right')})"
    return text


def stage_word(stage: str) -> str:
    """Where in the work a file failed."""
    return {
        "find": _("reading"),
        "read": _("reading"),
        "decode": _("decoding"),
        "health": _("sound check"),
        "transcribe": _("transcription"),
        "match": _("matching"),
    }.get(stage, stage)

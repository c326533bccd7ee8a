"""What a run of the pipeline tells: values only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be used, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What ``score`` did.

    ``scored`` calls got a score in this run, ``not_scored`` a reason why not, ``skipped`` were done already.
    ``lights`` and ``mean_score`` (percent, unrounded; None without scored calls) are those of all recordings named.
    ``transcripts`` of all of these are from elsewhere: nothing was recognised.
    """

    scored: int = 0
    not_scored: int = 0
    skipped: int = 0
    failed: tuple[Failure, ...] = ()
    lights: dict[str, int] = field(default_factory=dict)
    mean_score: float | None = None
    audio_seconds: float = 0.0
    wall_seconds: float = 0.0
    interrupted: bool = False
    transcripts: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """A verdict that a rescore changed; None where the checkpoint is new or gone."""

    call_id: str
    checkpoint_id: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class LightChange:
    """A light that a rescore changed; None where there was no score."""

    call_id: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class OutcomeChange:
    """A call's outcome that a rescore changed; None where there was none."""

    call_id: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class LostVerdict:
    """A person's verdict that applies no longer; ``reason`` is gone (the checklist has that checkpoint no more),
    other_checklist (another one judges the call) or not_scored."""

    call_id: str
    checkpoint_id: str
    verdict: str
    author: str
    at: str
    checklist: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class RescoreSummary:
    """What ``rescore`` did; ``no_transcript`` recordings were never recognised (or failed). ``lost`` are the verdicts
    of people that do not apply now; they are kept, and apply again where their checkpoint comes back."""

    rescored: int = 0
    unchanged: int = 0
    no_transcript: int = 0
    changed: tuple[Change, ...] = ()
    lights: tuple[LightChange, ...] = ()
    failed: tuple[Failure, ...] = ()
    outcomes: tuple[OutcomeChange, ...] = ()
    lost: tuple[LostVerdict, ...] = ()


@dataclass(frozen=True, slots=True)
class CallCount:
    """How many calls there are of a direction and a disposition."""

    direction: str
    disposition: str | None
    calls: int


@dataclass(frozen=True, slots=True)
class SourceSummary:
    """What ``cdr import`` did with one source.

    Attributes:
        source: as the user named it; ``kind`` is its format.
        unchanged: it was read before and is the same: nothing was read.
        rows: good rows and queue events in it, ``new_rows`` of which were not there before.
        counts: its calls; of rows that stand in several sources, the first one's.
        changed: calls that are new or told anew, of whatever source.
        joined: how many of its calls have a recording.
        bad: rows that could not be read, the first of which are in ``bad_rows``.
    """

    source: str
    kind: str
    unchanged: bool = False
    rows: int = 0
    new_rows: int = 0
    counts: tuple[CallCount, ...] = ()
    changed: int = 0
    joined: int = 0
    bad: int = 0
    bad_rows: tuple[Failure, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def calls(self) -> int:
        """How many calls there are in it."""
        return sum(one.calls for one in self.counts)


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """What ``cdr import`` did with all sources; ``failed`` ones could not be used.

    ``rows`` and ``bad`` are sums of theirs. ``counts``, ``changed`` and ``joined`` tell each call once, in however many
    of the sources its rows stand.
    """

    rows: int = 0
    counts: tuple[CallCount, ...] = ()
    changed: int = 0
    joined: int = 0
    bad_rows: tuple[Failure, ...] = ()
    warnings: tuple[str, ...] = ()
    sources: tuple[SourceSummary, ...] = ()
    failed: tuple[Failure, ...] = ()

    @property
    def calls(self) -> int:
        """How many calls there are in them."""
        return sum(one.calls for one in self.counts)

    @property
    def bad(self) -> int:
        """How many rows could not be read."""
        return sum(one.bad for one in self.sources)


class ImportProgress(Protocol):
    """Whoever shows how far reading has come."""

    def start(self, source: str) -> None:
        """Reading of a source begins."""

    def advance(self, rows: int) -> None:
        """So many more of its rows were read."""

    def done(self) -> None:
        """It is read, or failed."""


class SilentImport:
    """An ImportProgress that shows nothing."""

    def start(self, source: str) -> None: ...

    def advance(self, rows: int) -> None: ...

    def done(self) -> None: ...


class Progress(Protocol):
    """Whoever shows a run as it goes."""

    def start(self, total_audio_seconds: float, files: int) -> None:
        """Recognition begins; the total is estimated from the files' headers."""

    def advance(self, audio_seconds: float) -> None:
        """One more recording is done."""

    def failed(self, path: str, reason: str) -> None:
        """A recording failed; the run goes on."""

    def note(self, text: str) -> None:
        """Something the user should know."""


class Silent:
    """A Progress that shows nothing."""

    def start(self, total_audio_seconds: float, files: int) -> None: ...

    def advance(self, audio_seconds: float) -> None: ...

    def failed(self, path: str, reason: str) -> None: ...

    def note(self, text: str) -> None: ...

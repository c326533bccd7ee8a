"""What is known of a recording: values only, no input or output."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SAMPLE_RATE = 16_000
"""Hz; every decoded channel has it, because Whisper and Silero take nothing else."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of time within a call; seconds from its beginning."""

    start: float
    end: float

    @property
    def length(self) -> float:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Audio:
    """Decoded sound.

    Attributes:
        samples: float32 in -1..1, shape (channels, n), at SAMPLE_RATE; channels is 1 or 2.
        source_rate: Hz of the file before resampling.
        container, codec: FFmpeg's names, e.g. ``wav`` and ``pcm_alaw``.
        truncated: the decoder met the end of the file before the end of the sound, or broken data.
    """

    samples: NDArray[np.float32]
    source_rate: int
    container: str
    codec: str
    truncated: bool = False

    @property
    def channels(self) -> int:
        return int(self.samples.shape[0])

    @property
    def duration(self) -> float:
        return float(self.samples.shape[1]) / SAMPLE_RATE


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of the health check.

    Attributes:
        code: ``truncated``, ``silent``, ``dead_channel``, ``dual_mono``, ``clipping``, ``length_mismatch``.
        channel: 0 or 1, or None where it is about the whole recording.
        value: the figure behind it (dBFS, share of clipped samples, seconds of difference).
    """

    code: str
    channel: int | None = None
    value: float | None = None


@dataclass(frozen=True, slots=True)
class NameFacts:
    """What a file's name (or its folder's) says about the call.

    ``started_at`` is naive local time unless the name carries an epoch (then it is aware, UTC).
    ``numbers`` are digits as written. ``pattern`` names the pattern that matched, None for none.
    """

    pattern: str | None = None
    started_at: datetime | None = None
    manager: str | None = None
    direction: str = "unknown"
    number: str | None = None
    uniqueid: str | None = None


@dataclass(frozen=True, slots=True)
class SideFile:
    """A file with one party's voice."""

    path: Path
    sha256: str
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Recording:
    """A file with a recording, before it is opened.

    Attributes:
        path: as given by the user.
        sha256: of the file's bytes; of both files' sums where each party has one.
        folder: name of the folder it lies in, below the folder that the user named; None at its top.
        sides: both files where each party has one of its own: what was received (``path``), what was sent.
    """

    path: Path
    sha256: str
    size: int
    mtime_ns: int
    name: NameFacts = field(default_factory=NameFacts)
    folder: str | None = None
    sides: tuple[SideFile, ...] = ()

    @property
    def sent(self) -> Path | None:
        """The file of the second channel, where each party has one of its own."""
        return self.sides[1].path if self.sides else None

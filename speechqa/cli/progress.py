"""How far a run has come, on stderr: a bar with the time left on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from speechqa.texts import _, sanitise

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

    from speechqa.pipeline import Progress

SECONDS_BETWEEN_LINES = 30.0


@contextmanager
def show_progress() -> Iterator[Progress]:
    """What the pipeline reports to, for as long as it runs."""
    if not sys.stderr.isatty():
        yield Lines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as RichProgress

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[audio]}", markup=False),
        TimeRemainingColumn(),
    )
    with RichProgress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield Bar(bar)


class Bar:
    """A bar in seconds of audio, so that the time left is right whatever the calls' lengths."""

    def __init__(self, bar: RichProgress) -> None:
        self._bar = bar
        self._task: TaskID | None = None
        self._done = 0.0

    def start(self, total_audio_seconds: float, files: int) -> None:
        description = _("Scoring, recordings: {files}").format(files=files)
        self._total = total_audio_seconds
        self._task = self._bar.add_task(description, total=total_audio_seconds, audio=self._audio())

    def advance(self, audio_seconds: float) -> None:
        self._done += audio_seconds
        if self._task is not None:
            self._bar.update(self._task, advance=audio_seconds, audio=self._audio())

    def failed(self, path: object, reason: str) -> None:
        self.note(_("failed: {file}: {reason}").format(file=path, reason=reason))

    def note(self, text: str) -> None:
        self._bar.console.print(sanitise(text), markup=False, highlight=False)

    def _audio(self) -> str:
        return _("{done} of {total} of audio").format(done=minutes(self._done), total=minutes(self._total))


class Lines:
    """A line at the beginning and every half minute, for logs and pipes."""

    def __init__(self) -> None:
        self._done = self._total = 0.0
        self._began = self._told = time.monotonic()

    def start(self, total_audio_seconds: float, files: int) -> None:
        self._total = total_audio_seconds
        self._began = self._told = time.monotonic()
        self.note(
            _("Scoring, recordings: {files}, audio: {total}").format(files=files, total=minutes(total_audio_seconds))
        )

    def advance(self, audio_seconds: float) -> None:
        self._done += audio_seconds
        now = time.monotonic()
        if now - self._told >= SECONDS_BETWEEN_LINES and 0 < self._done < self._total:
            self._told = now
            left = (now - self._began) * (self._total - self._done) / self._done
            self.note(
                _("{done} of {total} of audio, left {left}").format(
                    done=minutes(self._done), total=minutes(self._total), left=minutes(left)
                )
            )

    def failed(self, path: object, reason: str) -> None:
        self.note(_("failed: {file}: {reason}").format(file=path, reason=reason))

    def note(self, text: str) -> None:
        print(sanitise(text), file=sys.stderr, flush=True)


def minutes(seconds: float) -> str:
    """``m:ss``, or ``h:mm:ss`` from an hour on."""
    whole = round(seconds)
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"

"""Files, folders and globs in, the recordings in them out; and a found file in, its identity out.

A transcript from elsewhere stands for a recording; one that lies beside a recording and has its stem is that call's.
Nothing is opened while looking, so that a FIFO or a device in a folder cannot stop a run.
"""

from __future__ import annotations

import glob
import hashlib
import os
import re
import stat
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from speechqa.errors import RecordingError, SpeechqaError, UsageError
from speechqa.recording.audio import read_tags
from speechqa.recording.beside import is_transcript_of_sound, pair
from speechqa.recording.kinds import EXTENSIONS, TAGGED_EXTENSIONS, TRANSCRIPT_EXTENSIONS, FoundFile
from speechqa.recording.model import Recording, SideFile
from speechqa.recording.names import filled, parse_name, tag_facts
from speechqa.recording.sides import pair_sides, whole_path
from speechqa.texts import _

_GENERIC_WORDS = (
    "in out incoming outgoing inbound outbound internal external monitor mixmonitor record records recording "
    "recordings rec call calls audio sound sounds wav mp3 ogg gsm opus archive backup tmp temp data files spool "
    "asterisk входящие исходящие внутренние запись записи звонок звонки разговор разговоры аудио архив файлы "
    "january february march april may june july august september october november december "
    "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь"
)
_GENERIC_FOLDERS = frozenset(_GENERIC_WORDS.split())
_DATE_FOLDER = re.compile(r"(?:(?:19|20)\d\d|\d{1,2})(?:[-_. ]?\d{1,2}){0,2}|\d{1,2}[-_.]\d{1,2}[-_.](?:19|20)?\d\d")
_BLOCK = 1 << 20


def find_recordings(
    arguments: Sequence[str], *, transcripts: bool = False, leave_out: Sequence[Path] = ()
) -> tuple[FoundFile, ...]:
    """All recordings that the arguments stand for, each once, in the order of the arguments and sorted within each.

    A broken link or a missing file inside a folder is kept: reading it names it as failed.

    Args:
        transcripts: take transcripts too where the argument does not name them: in folders, and beside recordings.
        leave_out: files that are no transcripts, whatever their names (call logs).

    Raises:
        UsageError: an argument is neither a file nor a folder nor a pattern that fits any.
        SpeechqaError: there are no recordings at all.
    """
    found: dict[str, FoundFile] = {}
    left_out = {os.path.realpath(path) for path in leave_out}
    for argument in arguments:
        for file in _of_argument(argument, transcripts):
            real = os.path.realpath(file.path)
            if real not in left_out:
                found.setdefault(real, file)
    if not found:
        raise _nothing_found(arguments, transcripts)
    return pair(pair_sides(tuple(found.values())), transcripts, left_out)


def read_identity(
    found: FoundFile,
    extra_patterns: Sequence[str] = (),
    known_sha256: str | None = None,
    known_sent: str | None = None,
) -> Recording:
    """What identifies the recording; ``known_sha256`` saves reading a file that has not changed, ``known_sent`` that of
    the other party.

    Raises:
        RecordingError: the file is missing, unreadable or no regular file.
    """
    if found.sent is not None:
        return _of_two_sides(found, extra_patterns, known_sha256, known_sent)
    path = found.path
    try:
        # Never opened before it is known what it is: a FIFO would wait for ever, a device may act.
        status = path.stat()
        sha256 = known_sha256
        if stat.S_ISDIR(status.st_mode):
            # Named where a folder may not be entered: the system's reason says so.
            os.scandir(path).close()
        if not stat.S_ISREG(status.st_mode):
            raise RecordingError(_("not a regular file"), str(path))
        if status.st_size == 0:
            raise RecordingError(_("the file is empty"), str(path))
        if sha256 is None:
            sha256, status = _read(path)
    except FileNotFoundError:
        broken = _("a broken link") if path.is_symlink() else _("there is no such file")
        raise RecordingError(broken, str(path)) from None
    except OSError as error:
        raise RecordingError(_("cannot be read: {reason}").format(reason=error.strerror), str(path)) from None
    # call-1.wav.json is named like the recording it was made from.
    name = parse_name(path.with_suffix("") if is_transcript_of_sound(path) else path, extra_patterns)
    tags = tag_facts(read_tags(path)) if path.suffix.lower() in TAGGED_EXTENSIONS else None
    if tags is not None:
        # The telephone system's own word goes before what a name seems to say, but not before the user's settings.
        name = filled(name, tags) if name.pattern in extra_patterns else filled(tags, name)
    return Recording(path, sha256, status.st_size, status.st_mtime_ns, name, found.folder)


def _of_two_sides(
    found: FoundFile, extra_patterns: Sequence[str], known_sha256: str | None, known_sent: str | None
) -> Recording:
    assert found.sent is not None
    received = read_identity(FoundFile(found.path, found.folder), extra_patterns, known_sha256)
    sent = read_identity(FoundFile(found.sent, found.folder), extra_patterns, known_sent)
    both = hashlib.sha256(f"{received.sha256} {sent.sha256}".encode()).hexdigest()
    sides = tuple(SideFile(one.path, one.sha256, one.size, one.mtime_ns) for one in (received, sent))
    name = parse_name(whole_path(found.path), extra_patterns)
    return replace(received, sha256=both, name=name, sides=sides)


def _nothing_found(arguments: Sequence[str], transcripts: bool) -> SpeechqaError:
    what, where = _("no recordings found"), ", ".join(arguments) or None
    if not transcripts and any(True for argument in arguments for _file in _of_argument(argument, True)):
        return SpeechqaError(what, where, _("There are transcripts: --transcripts takes them."))
    extensions = (*EXTENSIONS, *TRANSCRIPT_EXTENSIONS) if transcripts else EXTENSIONS
    return SpeechqaError(
        what, where, _("Recordings in folders end in {extensions}.").format(extensions=" ".join(extensions))
    )


def _read(path: Path) -> tuple[str, os.stat_result]:
    """The sum of a file's bytes, and its state when reading began: what is written later makes it a changed file."""
    with path.open("rb") as file:
        status = os.fstat(file.fileno())
        digest = hashlib.sha256()
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest(), status


def _of_argument(argument: str, transcripts: bool) -> Iterator[FoundFile]:
    path = Path(argument)
    taken = (*EXTENSIONS, *TRANSCRIPT_EXTENSIONS) if transcripts else EXTENSIONS
    if os.path.isdir(argument):  # noqa: PTH112  (unlike Path's, it does not raise where a folder may not be entered)
        yield from _in_folder(path, taken)
        return
    if _exists(path):
        if _is_special(path):
            raise UsageError(_("not a regular file"), argument)
        yield FoundFile(path)
        return
    # Path.glob takes no absolute patterns.
    matches = sorted(glob.glob(argument, recursive=True), key=_order) if glob.has_magic(argument) else []  # noqa: PTH207
    if not matches:
        what = _("no file fits this pattern") if glob.has_magic(argument) else _("there is no such file or folder")
        raise UsageError(what, argument)
    if path.suffix.lower() in TRANSCRIPT_EXTENSIONS:
        taken = (*EXTENSIONS, *TRANSCRIPT_EXTENSIONS)  # the pattern itself asks for them
    for match in map(Path, matches):
        if match.is_dir():
            yield from _in_folder(match, taken)
        elif match.suffix.lower() in taken and (match.is_symlink() or not _is_special(match)):
            yield FoundFile(match)


def _exists(path: Path) -> bool:
    """Also a broken link, and what may not be looked at: reading it tells why it fails."""
    try:
        path.lstat()
    except PermissionError:
        return True
    except (OSError, ValueError):
        return False
    return True


def _is_special(path: Path) -> bool:
    """A FIFO, socket or device."""
    try:
        return not stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return False


def _in_folder(top: Path, taken: Sequence[str]) -> Iterator[FoundFile]:
    visited: set[str] = set()
    closed: list[OSError] = []
    for folder, subfolders, names in os.walk(top, followlinks=True, onerror=closed.append):
        real = os.path.realpath(folder)
        if real in visited:
            subfolders.clear()
            continue
        visited.add(real)
        subfolders[:] = sorted((name for name in subfolders if not name.startswith(".")), key=_order)
        telling = _telling_folder(Path(folder).relative_to(top))
        for name in sorted(names, key=_order):
            path = Path(folder) / name
            if name.startswith(".") or path.suffix.lower() not in taken or _is_special(path):
                continue
            yield FoundFile(path, telling)
    # A folder that may not be entered is named as failed when it is read, not passed over.
    yield from (FoundFile(Path(error.filename)) for error in closed if error.filename)


def _telling_folder(below: Path) -> str | None:
    for part in reversed(below.parts):
        name = unicodedata.normalize("NFC", part).strip()
        if name.lower() not in _GENERIC_FOLDERS and not _DATE_FOLDER.fullmatch(name):
            return name
    return None


def _order(name: str) -> str:
    return unicodedata.normalize("NFC", name)

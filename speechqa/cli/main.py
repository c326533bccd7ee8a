"""The command line's arguments in, an exit code out; expected errors become one line without a traceback.

The language is settled before the commands are imported, because their help texts are made on import.
"""

from __future__ import annotations

import gettext
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from speechqa.cli.codes import INTERRUPTED
from speechqa.errors import SpeechqaError, UsageError
from speechqa.texts import _, sanitise, set_language
from speechqa.texts.translate import CATALOGUES, LANGUAGES

if TYPE_CHECKING:
    from typer import Typer


def main() -> None:
    """The ``speechqa`` command."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that lacks a letter must not end a run
    code = run(sys.argv[1:])
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _leave_stdout()
    except OSError as error:  # a full disk behind > FILE
        _leave_stdout()
        code = _tell(str(error.strerror), SpeechqaError.exit_code)
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Run one command."""
    try:
        rest = _settle_language(arguments)
        from speechqa.cli.app import app

        return _start(app, rest)
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else 1 if done.code else 0
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _leave_stdout()
        return 0
    except SpeechqaError as error:
        return _tell(str(error), error.exit_code)
    except OSError as error:  # a full disk or a forbidden folder is no bug
        if error.errno is None:
            raise
        where = f"{error.filename}: " if error.filename else ""
        return _tell(f"{where}{error.strerror}", SpeechqaError.exit_code)


def _start(app: Typer, arguments: list[str]) -> int:
    from speechqa.cli.usage import WrongUsage, explain

    try:
        code = app(args=arguments, prog_name="speechqa", standalone_mode=False)
    except WrongUsage as error:
        if type(error).__name__ == "NoArgsIsHelpError":  # a group by itself: its help, as an answer to a question
            print(error, file=sys.stderr)
            return UsageError.exit_code
        raise explain(error) from None
    return code if isinstance(code, int) else 0


def _settle_language(arguments: Sequence[str]) -> list[str]:
    """Choose the language of texts by ``--lang`` or SPEECHQA_LANG; returns the arguments without it."""
    rest: list[str] = []
    language = os.environ.get("SPEECHQA_LANG") or None
    waiting = iter(arguments)
    for argument in waiting:
        if argument == "--":
            rest += [argument, *waiting]
        elif argument == "--lang":
            language = next(waiting, "")
        elif argument.startswith("--lang="):
            language = argument.removeprefix("--lang=")
        else:
            rest.append(argument)
    chosen = set_language(language)
    # Typer's own texts ("Options", "required") go through the gettext module's global domain.
    os.environ["LANGUAGE"] = chosen
    gettext.bindtextdomain("speechqa", str(CATALOGUES))
    gettext.textdomain("speechqa")
    if language is not None and language not in LANGUAGES:
        raise UsageError(
            _("unknown language {language!r}").format(language=language), "--lang", _("Known are: ru, en.")
        )
    return rest


def _tell(text: str, code: int) -> int:
    print(f"speechqa: {sanitise(text)}", file=sys.stderr)
    return code


def _leave_stdout() -> None:
    # The reader has gone (| head): nothing may be written when Python flushes at its end.
    with Path(os.devnull).open("w") as nothing:
        os.dup2(nothing.fileno(), sys.stdout.fileno())


if __name__ == "__main__":
    main()

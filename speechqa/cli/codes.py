"""Exit codes of README's table that are not those of errors (1 and 2: speechqa/errors.py)."""

SOME_FAILED = 3
BELOW_TARGET = 4
INTERRUPTED = 130

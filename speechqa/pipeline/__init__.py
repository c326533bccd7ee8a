"""The one place where the stages are put together."""

from speechqa.pipeline.outcome import (
    Change,
    Failure,
    ImportSummary,
    LightChange,
    OutcomeChange,
    Progress,
    RescoreSummary,
    Silent,
    Summary,
)
from speechqa.pipeline.records import import_records
from speechqa.pipeline.rescore import rescore
from speechqa.pipeline.score import score_recordings

__all__ = [
    "Change",
    "Failure",
    "ImportSummary",
    "LightChange",
    "OutcomeChange",
    "Progress",
    "RescoreSummary",
    "Silent",
    "Summary",
    "import_records",
    "rescore",
    "score_recordings",
]

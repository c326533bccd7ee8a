"""The one place where the stages are put together."""

from speechqa.pipeline.outcome import (
    Change,
    Failure,
    ImportProgress,
    ImportSummary,
    LightChange,
    LostVerdict,
    OutcomeChange,
    Progress,
    RescoreSummary,
    Silent,
    SourceSummary,
    Summary,
)
from speechqa.pipeline.records import import_records
from speechqa.pipeline.rescore import rescore
from speechqa.pipeline.score import score_recordings
from speechqa.pipeline.sources import ReadingOptions

__all__ = [
    "Change",
    "Failure",
    "ImportProgress",
    "ImportSummary",
    "LightChange",
    "LostVerdict",
    "OutcomeChange",
    "Progress",
    "ReadingOptions",
    "RescoreSummary",
    "Silent",
    "SourceSummary",
    "Summary",
    "import_records",
    "rescore",
    "score_recordings",
]

"""Words of customers beside the advertising's keywords (S6), against figures worked out from the truth alone."""

from __future__ import annotations

import polars as pl
from known_answers import Known, same, share

_KEYWORDS = ["мрт", "колено", "цена"]
"""Dictionary forms of the words in lines.csv; they all are the keywords of one campaign."""


def test_customers_words_are_those_of_the_truth(known: Known) -> None:
    heard = known.calls.filter("recorded").with_columns(of=pl.len().over("source", "campaign"))
    words = heard.with_columns(term=pl.col("customer_words").str.split(" ")).explode("term")
    expected = words.group_by("source", "campaign", "term").agg(
        calls=pl.len(), of=pl.col("of").first(), share=share(pl.len(), pl.col("of").first()),
        customers=pl.coalesce("customer", "call_id").n_unique(),
    ).filter(
        (pl.col("customers") >= 2)
        & ~((pl.col("campaign") == "Поиск").fill_null(False) & pl.col("term").is_in(_KEYWORDS))
    )  # fmt: skip
    told = known.report("terms", "--by", "campaign", "--top", "1000")
    same(told, expected, ("source", "campaign", "term"))

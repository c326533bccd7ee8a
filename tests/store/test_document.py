"""docs/schema.md against the database."""

from __future__ import annotations

from pathlib import Path

from speechqa.store.connection import open_store
from speechqa.store.document import column_comments, schema_markdown, table_comment

PAGE = Path(__file__).parents[2] / "docs" / "schema.md"


def test_every_table_and_column_says_what_it_means(tmp_path: Path) -> None:
    db = open_store(tmp_path / "calls.db")
    silent = []
    for name in db.table_names():
        if name.startswith("_sqlite"):
            continue
        sql = db.conn.execute("SELECT sql FROM sqlite_master WHERE name = ?", [name]).fetchone()[0]
        comments = column_comments(sql)
        silent += [] if table_comment(sql) else [name]
        silent += [f"{name}.{column.name}" for column in db[name].columns if not comments.get(column.name)]
    assert silent == []


def test_the_page_is_the_one_that_the_database_makes(tmp_path: Path) -> None:
    assert PAGE.read_text(encoding="utf-8") == schema_markdown(open_store(tmp_path / "calls.db"))

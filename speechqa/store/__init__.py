"""The project's database: the only room that writes it. What the tables hold stands in docs/schema.md."""

"""Agreement with people: how often a verdict is what a person would tick, and what would bring the two closer."""

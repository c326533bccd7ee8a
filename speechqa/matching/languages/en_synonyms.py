"""English words and sayings that mean the same in phone sales whatever is sold; values only (see ru_synonyms.py).

Words as they are written: stems are made of them.
"""

from __future__ import annotations

WORDS = """
car vehicle automobile
price cost
buy purchase
doctor physician
company firm
reserve book hold
deliver bring
explain clarify
begin start
assist help
kid child
fast quickly
"""

SAYINGS = (
    (
        "goodbye", "bye bye", "good bye", "have a (nice|good|great|lovely) (day|weekend|one)", "take care",
        "see you (soon|then)",
    ),
    (
        "what is your name", "may I (have|take) your name", "can I (have|get|take) your name",
        "who am I speaking (to|with)",
    ),
    ("is (this|now) a good time (to talk|)", "do you have a (minute|moment|few minutes)", "can you talk (now|)"),
    (
        "how much is it", "how much does it cost", "how much (will|would) it (be|cost)", "what is the price",
        "what does it cost",
    ),
    ("let me think (about it|)", "I need to think (about it|)", "I will think about it"),
    ("how can I help (you|)", "how may I help (you|)", "what can I do for you"),
)  # fmt: skip

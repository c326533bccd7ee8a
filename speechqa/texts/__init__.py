"""What a person reads: texts in Russian and English, and the sanitiser for text from outside."""

from speechqa.texts.sanitise import sanitise
from speechqa.texts.translate import _, current_language, ngettext, set_language

__all__ = ["_", "current_language", "ngettext", "sanitise", "set_language"]

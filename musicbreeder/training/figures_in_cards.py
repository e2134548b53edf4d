"""The part of a model card that a benchmark writes, between two marks."""

import re
from pathlib import Path

BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"
_PART = re.compile(f"{BEGIN}\n(.*?){END}", re.DOTALL)


def with_figures(text: str, card: Path) -> str:
    """Return a card's new text with the figures that the old one has, if any."""
    if not card.is_file():
        return text
    found = _PART.search(card.read_text(encoding="utf-8"))
    return text if found is None else replaced(text, found[1])


def replaced(text: str, figures: str) -> str:
    """Return a card's text with other figures.

    Args:
        figures: Markdown, ends with a line break.

    Raises:
        ValueError: the card has no place for them.
    """
    if _PART.search(text) is None:
        raise ValueError("the card has no place for figures")
    return _PART.sub(lambda _: f"{BEGIN}\n{figures}{END}", text)

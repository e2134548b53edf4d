"""What is found of a melody's originality, in words."""

from collections.abc import Sequence

from musicbreeder.melody.originality import (
    QUOTED_BAR_BITS,
    BarQuotation,
    Nearness,
)

NOTHING_NEAR = "No known tune comes near it."


def nearest_words(nearness: Nearness | None) -> str:
    """Return the nearest tune with the share of notes in common, for a file.

    ``"“The Dusty Miller” (Aird's Airs), 9 of 28 notes in common (32 %)"``
    """
    if nearness is None:
        return "none comes near"
    return (
        f"“{nearness.title}” ({nearness.source}), {common_notes(nearness)} in common "
        f"({nearness.share:.0%})"
    )


def common_notes(nearness: Nearness) -> str:
    """Return how many notes are the same: ``"9 of 28 notes"``."""
    return f"{nearness.common_count} of {nearness.note_count} notes"


def nearest_sentences(nearness: Nearness | None) -> str:
    """Return what the nearest tune is and what of it stands in the melody."""
    if nearness is None:
        return NOTHING_NEAR
    verb = "Quotes" if nearness.is_quotation else "Nearest known tune:"
    sentences = [
        f"{verb} “{nearness.title}” ({nearness.source}), "
        f"{common_notes(nearness)} in common{_how(nearness)}."
    ]
    if nearness.quoted_bars:
        sentences.append(_quoted(nearness))
    return " ".join(sentences)


def caution(name: str, nearness: Nearness) -> str:
    """Return the sentence before a melody leaves the app that quotes a tune."""
    return (
        f"“{name}” has {common_notes(nearness)} in common with “{nearness.title}” "
        f"({nearness.source}): its {_bars(nearness.bars)} "
        f"{'is' if nearness.bars[0] == nearness.bars[1] else 'are'} "
        f"{_bars(nearness.tune_bars)} there."
    )


def _how(nearness: Nearness) -> str:
    if nearness.bits < QUOTED_BAR_BITS:
        # A few notes fit somewhere by chance: in which key says nothing.
        return ""
    ways = []
    if nearness.semitones:
        count = abs(nearness.semitones)
        word = "semitone" if count == 1 else "semitones"
        ways.append(f"{count} {word} {'lower' if nearness.semitones > 0 else 'higher'}")
    if nearness.time_scale != 1:
        ways.append("at double speed" if nearness.time_scale > 1 else "at half speed")
    return f", {' and '.join(ways)}" if ways else ""


def _quoted(nearness: Nearness) -> str:
    """Return which bars stand in which tune, in a sentence or more."""
    own = [one for one in nearness.quoted_bars if _is_of(one, nearness)]
    others = [one for one in nearness.quoted_bars if not _is_of(one, nearness)]
    sentences = []
    if own:
        whose = "its bar" if len(own) == 1 else "its bars"
        sentences.append(
            f"{_listed([one.bar for one in own])} {'is' if len(own) == 1 else 'are'} "
            f"{whose} {_numbers([one.tune_bar for one in own])}."
        )
    sentences.extend(
        f"{_listed([one.bar])} is bar {one.tune_bar + 1} of “{one.title}” "
        f"({one.source})."
        for one in others
    )
    return " ".join(sentences)


def _is_of(quotation: BarQuotation, nearness: Nearness) -> bool:
    return (quotation.title, quotation.source) == (nearness.title, nearness.source)


def _listed(bars: Sequence[int]) -> str:
    return f"{'Bar' if len(bars) == 1 else 'Bars'} {_numbers(bars)}"


def _numbers(bars: Sequence[int]) -> str:
    """Return bars as a person counts them: ``"1, 2 and 4"``; -1 is a pick-up."""
    numbers = [str(bar + 1) for bar in bars]
    if len(numbers) == 1:
        return numbers[0]
    return f"{', '.join(numbers[:-1])} and {numbers[-1]}"


def _bars(bars: tuple[int, int]) -> str:
    first, last = bars
    return f"bar {first + 1}" if first == last else f"bars {first + 1} to {last + 1}"

"""What a card says when the pointer rests on it."""

from musicbreeder.gui.bar_marks import likings_in_words
from musicbreeder.gui.card_layout import Part
from musicbreeder.gui.card_painter import CardState
from musicbreeder.gui.drag import DRAG_HINT


def card_tooltip(state: CardState, part: Part) -> str:
    """Return what a part of the card is for, or what there is to know of the melody."""
    individual = state.individual
    if part is Part.HEART:
        return "No favourite any more" if individual.is_favourite else "Favourite"
    if part is Part.STARS:
        return "Rate with a click or the keys 1-5; the same star again clears it"
    if part is Part.CHIP:
        if individual.is_pinned:
            return "Pinned: the next generation is bred from it"
        return "The next generation is bred from it, as things stand"
    return "\n".join((*_facts(state), DRAG_HINT))


def _facts(state: CardState) -> list[str]:
    individual, prediction = state.individual, state.individual.prediction
    lines = [f"{individual.name} · {state.key_name}"]
    if individual.change:
        lines.append(individual.change)
    lines += state.sound_words[1:]
    if prediction is not None and state.shows_guess:
        lines.append(
            f"Guessed {prediction.stars:.1f} of 5 stars, "
            f"give or take {prediction.uncertainty:.1f}"
        )
    if state.bar_likings:
        words = likings_in_words(dict(state.bar_likings))
        lines.append(f"{words[0].upper()}{words[1:]}")
    if not state.is_heard:
        lines.append(f"Not heard yet: press {state.card_key} or click")
    return lines

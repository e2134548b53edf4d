"""The command ``judge``: measures the models and writes the figures into a card."""

import sys
from collections.abc import Iterable, Mapping, Sequence

from musicbreeder.bench import models
from musicbreeder.training.event_transformer_card import CARD_FILE
from musicbreeder.training.figures_in_cards import replaced
from musicbreeder.training.options import TrainingOptions

Figures = Mapping[str, float]

_METERS = ("4_4", "6_8", "3_4")
_AREAS = (
    ("real windows against others", "real_windows"),
    ("event Transformer, cut out anywhere", "event_transformer_cut_anywhere"),
    ("real phrases against others", "real_phrases"),
    ("event Transformer, phrases as the app asks", "event_transformer_phrases"),
    ("phrase grammar, the same", "phrase_grammar_phrases"),
)
_COPYING = (
    ("longest run of intervals, mean", "longest_run"),
    ("the same, 95 % have less", "longest_run_95"),
    ("runs of 8 notes that stand there", "shared_shingles"),
    ("melodies that are a copy", "copied_share"),
)


def run(options: TrainingOptions) -> None:
    """Measure, then put the figures where the card has room for them."""
    figures = models.measure(False)
    path = options.resources / "models" / CARD_FILE
    card = path.read_text(encoding="utf-8")
    path.write_text(replaced(card, figures_text(figures)), encoding="utf-8")
    sys.stdout.write(f"Wrote the figures into {path}.\n")


def figures_text(figures: Figures) -> str:
    """Return the figures as Markdown for the event Transformer's card."""

    def told(key: str, decimals: int = 3) -> str:
        return f"{figures[key]:.{decimals}f}" if key in figures else "-"

    cut = "event_transformer_cut_anywhere"
    by_meter = [
        (words, *(told(f"{meter}_{key}_area") for meter in _METERS))
        for words, key in _AREAS
    ]
    for words, key in (
        (
            "interval divergence of those cut out, bits",
            f"{cut}_interval_divergence_bits",
        ),
        ("of them have a bar that comes again", f"{cut}_bar_repetition"),
        ("of real windows have one", "real_windows_bar_repetition"),
    ):
        by_meter.append((words, *(told(f"{meter}_{key}", 4) for meter in _METERS)))
    copying = [
        (
            words,
            told(f"copying_event_transformer_{key}"),
            told(f"copying_held_out_tunes_{key}"),
        )
        for words, key in _COPYING
    ]
    passages = [
        (words, *(told(f"passages_{span}_{key}") for span in
                  ("untouched", "one_beat", "one_bar", "two_bars")))
        for words, key in (("area", "area"), ("with a leap over an octave", "leaps"))
    ]  # fmt: skip
    style = [
        (words, *(told(f"style_{key}_{given}_bits")
                  for given in ("without", "with", "with_more")))
        for words, key in (
            ("pitch class", "pitch_class"), ("interval", "interval"),
            ("length", "length"),
        )
    ]  # fmt: skip
    tables = (
        _table(("area, .5 = cannot tell", "4/4", "6/8", "3/4"), by_meter),
        _table(("from the training tunes, 4/4", "its own", "held-out tunes"), copying),
        _table(
            ("passages written anew", "untouched", "a beat", "a bar", "two bars"),
            passages,
        ),
        _table(
            (
                "divergence to a tune, bits",
                "without",
                "four bars given",
                "up to twelve",
            ),
            style,
        ),
    )
    speed = (
        f"Share of bars quoted from a reference: {told('style_quoted_bars')}. "
        f"Processor time: 12 seeds {told('speed_12_seeds_ms', 0)} ms,\n500 seeds "
        f"{told('speed_500_seeds_ms', 0)} ms, 12 bars written anew "
        f"{told('speed_12_passages_ms', 0)} ms.\n"
    )
    return "\n".join((*tables, speed))


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)

"""The event Transformer's model card: what it is, what it learned from, how it fares.

The figures of the training are written here; those of the judges are put between two
marks by ``python -m musicbreeder.training judge``.
"""

from dataclasses import dataclass
from pathlib import Path

from musicbreeder.seeding.event_features import METER_NAMES
from musicbreeder.training.corpus import WINDOW_BARS, Corpus
from musicbreeder.training.corpus_groups import TRAIN
from musicbreeder.training.figures_in_cards import with_figures
from musicbreeder.training.options import TrainingOptions

CARD_FILE = "event_transformer.md"

_CARD = """# Event Transformer

Writes melodies note by note, as two centuries of dance tunes and songs go: whole
phrases for the first generation, a beat to two bars anew with both sides known,
endings, seams of a crossover, and phrases in the style of one to three given
melodies. `event_transformer.npz` is read by
`musicbreeder.seeding.event_transformer` in numpy.

## What it is

A causal Transformer over events (pitch, duration): 2 layers, width 128, 4 heads,
{parameter_count:,} parameters, {megabytes:.2f} MB as half floats. Attention has a
learned bias for every distance in steps, for each meter (as for positions in Huang
et al., “Music Transformer”, 2018). Each event also knows what stood one to four
bars before, and for how long the melody has been repeating that; what it still
repeats too seldom is made good by a table of {table} chances, measured on the
training tunes. It is told meter, phase of the phrase, whether a section ends, book,
mode and density, each of them sometimes unknown, and where in the phrase, or in the
close of a section, each event stands.

For first melodies it writes twice as many as are wanted, and the [critic](critic.md)
thins them out. In the style of given melodies the chance of each interval is also
multiplied by how much more often they have it than the training tunes.

## What it learned from

{training_windows:,} windows of four bars and {long_windows:,} of eight, in 4/4, 6/8
and 3/4, from the tunes that stand in [DATA_CARD.md](DATA_CARD.md), key-normalised;
four fifths of the groups of related tunes, the others are held out. The weights are
under the licence of the app (MIT). The tunes are in the public domain by age; the
encodings carry neither a grant nor a restriction, and their transcribers are named
in the data card.

## Training

`python -m musicbreeder.training transformer`: {update_count:,} updates of
{batch_size} windows, AdamW, {processor_minutes:.0f} minutes of one processor
({device}). A third of the windows lacks everything after a random place and gets it
in front; a fifth gets one to three other stretches of the same tune, which share no
bar with it, as reference; a fifth is drawn from whole phrases only.

Surprise on tunes held out for validation, in bits an event (pitch + duration):

| | pitch | duration |
| --- | --- | --- |
{bits}

## How it fares

A judge (gradient-boosted trees on some 120 features, folds grouped by tune) is
trained afresh to tell its melodies from held-out tunes; an area under the curve of
.5 means that it cannot. `musicbreeder bench models` measures this anew.

<!-- figures -->
Not measured yet.
<!-- end of figures -->

## Limits

It knows fiddle, fife, pipe and chorale music only: even quavers, hardly a rest, no
syncopation, no swing, 98 % diatonic. Scales that are not in the books (whole tone,
chromatic) and meters other than 4/4, 6/8 and 3/4 are left to the phrase grammar,
and the melodies say so. A judge that is trained for it can still tell a part of its
melodies from tunes. It may come upon a turn, or a bar, of a tune it has read: the
app's originality line names the nearest one. No listening test was made.
"""


@dataclass(frozen=True)
class TrainingFacts:
    """What the card tells of a training.

    Attributes:
        device: ``"cpu"`` or ``"cuda"``.
        held_out_bits: by kind of item, ``"KIND: pitch"`` and ``"KIND: duration"``.
    """

    parameter_count: int
    byte_count: int
    update_count: int
    batch_size: int
    processor_minutes: float
    device: str
    held_out_bits: dict[str, float]


def write_card(facts: TrainingFacts, corpus: Corpus, options: TrainingOptions) -> Path:
    """Write the card beside the weights; figures of the judges that are there stay."""
    counts = {
        bars: sum(
            len(corpus.split_windows(meter, bars, TRAIN).tokens)
            for meter in METER_NAMES
        )
        for bars in WINDOW_BARS
    }
    kinds = dict.fromkeys(name.rsplit(":", 1)[0] for name in facts.held_out_bits)
    rows = [
        f"| {kind} | {facts.held_out_bits[f'{kind}: pitch']:.3f} "
        f"| {facts.held_out_bits[f'{kind}: duration']:.3f} |"
        for kind in kinds
    ]
    text = _CARD.format(
        parameter_count=facts.parameter_count,
        megabytes=facts.byte_count / 1e6,
        table="3 x 4 x 7 x 2 x 6",
        training_windows=counts[4],
        long_windows=counts[8],
        update_count=facts.update_count,
        batch_size=facts.batch_size,
        processor_minutes=facts.processor_minutes,
        device=facts.device,
        bits="\n".join(rows),
    )
    path = options.resources / "models" / CARD_FILE
    path.write_text(with_figures(text, path), encoding="utf-8")
    return path

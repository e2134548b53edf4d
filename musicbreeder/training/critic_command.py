"""The command ``critic``: trains the critic, writes its file and its card."""

import sys
from pathlib import Path

import numpy as np
import torch
from numpy.random import Generator
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score
from tqdm import tqdm

from musicbreeder.seeding.critic import MOST_TURNED_DOWN, Critic, critic_inputs
from musicbreeder.seeding.latent_files import CRITIC_FILE
from musicbreeder.training.corpus import Corpus
from musicbreeder.training.critic import Plan, trained
from musicbreeder.training.critic_makers import (
    BROKEN,
    broken,
    made_by,
    makers_there,
    tunes,
)
from musicbreeder.training.latent_shipping import (
    megabytes,
    read_arrays,
    write_arrays,
    write_card,
)
from musicbreeder.training.options import TrainingOptions
from musicbreeder.training.vae_corpus import TEST, TRAINING, VALIDATION

_USUAL_MINUTES = 2.0
_TUNE_COUNT, _MADE_COUNT, _HELD_OUT_COUNT = 9000, 1200, 400

_CARD = """\
# Critic

Says how much like the tune collection a melody is. Not how good: it knows one kind of
tune and prefers the plain and regular. `critic.npz` is read by
`musicbreeder.seeding.critic` in numpy.

## What it is

Three layers ({parameters:,} parameters, {size} as half floats) on {inputs} numbers: the
named features of `musicbreeder.melody.features` but those of register and articulation,
the meter and the number of bars.

{data}

On the other side stand {made:,} melodies of each of these makers:
{makers}.

## Training

`python -m musicbreeder.training critic`: {epochs} epochs of AdamW, half of every batch
tunes, the rest of all makers alike, one thread of one processor.

## How it fares

How well it tells held-out tunes from other melodies of these makers (area under the ROC
curve, .5 = not at all) and how many melodies it finds more like a tune than the middle
one of the tunes:

| maker | area | above the middle tune |
| --- | --- | --- |
{rows}

## What it is used for

Seeders that draw from the autoencoder's space make more than is wanted and keep each
melody with a chance by these odds (rejection sampling), at least {kept:.0%} of that of
the likeliest. It never judges what is bred.

## Limits

It is trained on fiddle, fife, pipe and chorale music of two to eight bars in 4/4, 6/8
and 3/4. A breeding that followed it alone would end in bland tunes that repeat a bar.
"""


def run(options: TrainingOptions) -> None:
    """Gather melodies, train, write what ships and measure it."""
    torch.set_num_threads(1)
    corpus = Corpus.load(options.build)
    share = 1.0 if options.minutes is None else options.minutes / _USUAL_MINUTES
    rng = np.random.default_rng(options.random_seed)
    real = critic_inputs(tunes(corpus, [TRAINING], round(share * _TUNE_COUNT), rng))
    made = _made(corpus, [TRAINING], round(share * _MADE_COUNT), rng)
    plan = Plan(random_seed=options.random_seed)
    with tqdm(total=plan.epochs, desc="critic") as bar:

        def on_epoch(loss: float) -> None:
            bar.update()
            bar.set_postfix_str(f"{loss:.3f} nats")

        network = trained(real, made, plan, on_epoch)
    arrays = {
        name: values.detach().numpy() for name, values in network.state_dict().items()
    }
    path = write_arrays(options.resources, CRITIC_FILE, arrays)
    held_out = _made(corpus, [VALIDATION, TEST], _HELD_OUT_COUNT, rng)
    unseen = critic_inputs(tunes(corpus, [VALIDATION, TEST], _HELD_OUT_COUNT, rng))
    counts = len(real), len(next(iter(made.values())))
    _write_card(path, unseen, held_out, counts, plan)
    sys.stdout.write(f"Wrote {path} and its card.\n")


def _made(
    corpus: Corpus, splits: list[int], count: int, rng: Generator
) -> dict[str, NDArray[np.float32]]:
    """Return the critic's inputs of melodies of each maker."""
    inputs = {BROKEN: critic_inputs(broken(tunes(corpus, splits, count, rng), rng))}
    for maker in tqdm(makers_there(), desc="melodies to tell from tunes"):
        inputs[maker] = critic_inputs(made_by(maker, count, rng))
    return inputs


def _write_card(
    path: Path,
    unseen: NDArray[np.float32],
    made: dict[str, NDArray[np.float32]],
    counts: tuple[int, int],
    plan: Plan,
) -> None:
    arrays = read_arrays(path)
    critic = Critic(arrays)
    scores = critic.scores_of_inputs(unseen)
    rows = []
    for maker, inputs in made.items():
        others = critic.scores_of_inputs(inputs)
        is_real = np.arange(len(scores) + len(others)) < len(scores)
        area = roc_auc_score(is_real, np.concatenate([scores, others]))
        above = float((others > np.median(scores)).mean())
        rows.append(f"| {maker} | {area:.3f} | {above:.2f} |")
    names = ", ".join(f"“{maker}”" for maker in made)
    text = _CARD.format(
        data="{data}",
        parameters=sum(np.size(a) for n, a in arrays.items() if "layers" in n),
        size=megabytes(path),
        inputs=unseen.shape[1],
        made=counts[1],
        makers=names,
        epochs=plan.epochs,
        rows="\n".join(rows),
        kept=1.0 - MOST_TURNED_DOWN,
    )
    what = f"{counts[0]:,} windows of four and eight bars in 4/4, 6/8 and 3/4"
    write_card(path, text, what)

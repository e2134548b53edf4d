"""The command ``critic``: trains the critic, writes its file and its card."""

import sys
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score
from tqdm import tqdm

from musicbreeder.seeding.critic import MOST_TURNED_DOWN, Critic
from musicbreeder.seeding.latent_files import CRITIC_FILE
from musicbreeder.seeding.seeders import EVENT_TRANSFORMER
from musicbreeder.training.corpus import Corpus
from musicbreeder.training.critic import Plan, trained
from musicbreeder.training.critic_makers import (
    BROKEN,
    TUNES,
    broken,
    inputs_of,
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
_MADE_COUNTS = {EVENT_TRANSFORMER: 9000}
_MADE_COUNT, _HELD_OUT_COUNT = 1500, 500

_CARD = """\
# Critic

Says how much like the tune collection a melody is. Not how good: it knows one kind of
tune and prefers the plain and regular. `critic.npz` is read by
`musicbreeder.seeding.critic` in numpy.

## What it is

Three layers ({parameters:,} parameters, {size} as half floats) on {inputs} numbers: the
named features of `musicbreeder.melody.features` but those of register and articulation,
the measures of `musicbreeder.seeding.phrase_measures`, the meter and the number of
bars. It tells by how much rather a phrase is a tune's than that of each source.

{data}

On the other side stand
{made}.

## Training

`python -m musicbreeder.training critic`: {updates:,} updates of {batch} phrases, AdamW,
one thread of one processor.

## How it fares

How well it tells phrases of held-out tunes from other phrases of these sources (area
under the ROC curve, .5 = not at all) and how many of theirs it finds more like a tune
than the middle one of the tunes:

| source | area | above the middle tune |
| --- | --- | --- |
{rows}

## What it is used for

The event Transformer and the seeders that draw from the autoencoder's space make more
than is wanted and keep each phrase with a chance by these odds (rejection sampling), at
least {kept:.0%} of that of the likeliest. It never judges what is bred.

## Limits

It is trained on fiddle, fife, pipe and chorale music of two to eight bars in 4/4, 6/8
and 3/4. A breeding that followed it alone would end in bland tunes that repeat a bar.
"""


def run(options: TrainingOptions) -> None:
    """Gather phrases, train, write what ships and measure it."""
    torch.set_num_threads(1)
    corpus = Corpus.load(options.build)
    share = 1.0 if options.minutes is None else options.minutes / _USUAL_MINUTES
    rng = np.random.default_rng(options.random_seed)
    real = tunes(corpus, [TRAINING])
    phrases = {TUNES: inputs_of(real), BROKEN: inputs_of(broken(real, rng))}
    for maker in tqdm(makers_there(), desc="phrases to tell from tunes"):
        count = round(share * _MADE_COUNTS.get(maker, _MADE_COUNT))
        phrases[maker] = inputs_of(made_by(maker, count, rng))
    plan = Plan(random_seed=options.random_seed)
    with tqdm(total=plan.updates, desc="critic") as bar:

        def on_update(loss: float) -> None:
            bar.update()
            bar.set_postfix_str(f"{loss:.3f} nats", refresh=False)

        network = trained(phrases, plan, on_update)
    arrays = {
        name: values.detach().numpy() for name, values in network.state_dict().items()
    }
    path = write_arrays(options.resources, CRITIC_FILE, arrays)
    unseen = tunes(corpus, [VALIDATION, TEST])
    others = {BROKEN: inputs_of(broken(unseen, rng))}
    for maker in makers_there():
        others[maker] = inputs_of(made_by(maker, _HELD_OUT_COUNT, rng))
    counts = {source: len(inputs) for source, inputs in phrases.items()}
    _write_card(path, inputs_of(unseen), others, counts, plan)
    sys.stdout.write(f"Wrote {path} and its card.\n")


def _write_card(
    path: Path,
    unseen: NDArray[np.float32],
    others: dict[str, NDArray[np.float32]],
    counts: dict[str, int],
    plan: Plan,
) -> None:
    arrays = read_arrays(path)
    critic = Critic(arrays)
    rows = []
    for source, inputs in others.items():
        real, made = (critic.log_odds(one, source) for one in (unseen, inputs))
        is_real = np.arange(len(real) + len(made)) < len(real)
        area = roc_auc_score(is_real, np.concatenate([real, made]))
        above = float((made > np.median(real)).mean())
        rows.append(f"| {source} | {area:.3f} | {above:.2f} |")
    text = _CARD.format(
        data="{data}",
        parameters=sum(np.size(a) for n, a in arrays.items() if "layers" in n),
        size=megabytes(path),
        inputs=unseen.shape[1],
        made=",\n".join(
            f"{count:,} of “{source}”"
            for source, count in counts.items()
            if source != TUNES
        ),
        updates=plan.updates,
        batch=plan.batch_size,
        rows="\n".join(rows),
        kept=1.0 - MOST_TURNED_DOWN,
    )
    what = f"{counts[TUNES]:,} whole phrases of four and eight bars in 4/4, 6/8 and 3/4"
    write_card(path, text, what)

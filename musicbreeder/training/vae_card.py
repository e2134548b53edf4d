"""The autoencoder's card: what it is and how it fares, measured on what ships."""

from pathlib import Path

from musicbreeder.seeding.latent_grid import METER_NAMES
from musicbreeder.seeding.latent_seeder import LatentSeeder
from musicbreeder.seeding.latent_space import MEASURES, LatentSpace
from musicbreeder.seeding.seeders import VARIATIONAL_AUTOENCODER
from musicbreeder.seeding.vae import Autoencoder
from musicbreeder.training.corpus import Corpus
from musicbreeder.training.latent_figures import HEADER, likeness, seeds_of
from musicbreeder.training.latent_shipping import megabytes, read_arrays, write_card
from musicbreeder.training.vae import BETA, TOLD_SHARE, Plan
from musicbreeder.training.vae_blending import blending, halves, steering
from musicbreeder.training.vae_corpus import TEST, TRAINING, VALIDATION, grids_of
from musicbreeder.training.vae_figures import reconstruction

_JUDGED, _STEERED = 500, 30
_SHARES = (0.1, 0.2, 0.35, 0.5)

_COPIES_HEADER = (
    "| | windows | steps | pitches | onsets, F1 | whole windows | rate, bits | "
    "steps, moved | notes moved |\n"
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"
)

_CARD = """\
# Variational autoencoder

Knows a space of {latent_size} dimensions in which melodies of four bars that lie close
sound alike. It blends two parents (“latent blend”), walks from one melody to another
(“Morph”), finds melodies that are denser, higher, leap more or are more syncopated, and
draws first melodies. `vae.npz` is read by `musicbreeder.seeding.vae` in numpy.

## What it is

Encoder and decoder are MLP-Mixers (Tolstikhin et al., 2021) over patches of four steps,
{parameters:,} parameters, {size} as half floats. All steps are written at once; the
decoder may also be told some of them and fill in the rest (Ghazvininejad et al., 2019),
which is how a blend makes sense where it changes. 4/4 has 64 steps; 3/4 and 6/8 have
48, which lie in the same grid with the last four steps of each bar empty.

{data}

## Training

`python -m musicbreeder.training vae`: {epochs} epochs of AdamW in batches of
{batch_size}, about a quarter of an hour of one processor's time, divergence weighted by
{beta}. A share of the
windows is changed as breeding changes melodies: notes moved along the scale, notes
dropped or struck twice, bars of another tune, rests. Of {told} % of the windows the
decoder is told some steps, with a point moved towards another window's.

## How it copies

Held-out windows, from the mean of the posterior, the likeliest token of every step, no
step known. Steps are right by {always_hold} % even if nothing ever starts: look at
pitches.

After “moved”: the same with an eighth of the notes moved along the scale first, and of
those notes alone.

{copies_header}
{copies}

## How it blends

Held-out windows in 4/4. The share is of the notes in which two tunes differ. A judge
(gradient-boosted trees on some 120 features, folds grouped by tune, trained afresh)
tells blends of half the tunes from windows of the other half; windows against windows
score {floor:.3f}.

| share of the way | steps changed | judge's area |
| --- | --- | --- |
{blends}

What changes is one passage, which the event Transformer writes anew, and of several
ways to write it the one that lies nearest a point half way to the other tune. So a
blend keeps its surroundings to the letter; the further it goes the more it breaks
repetitions. Without the Transformer's file the network writes what changes itself, and
is found out far more easily. A blend is one operator of many, drawn seldom, and its
offspring are judged like all others.

## Where directions lead

{steered} held-out windows each: how often something is found that went the right way,
by how much (standard deviations of tunes, median) and how many steps stayed.

| direction | found | gain | steps kept |
| --- | --- | --- | --- |
{directions}

## Its own melodies

{header}
{seeds}

What is finished is a whole phrase, with a beginning and a close, and is held here
against windows cut out anywhere; `musicbreeder bench models` holds it against phrases.

Taken as it draws them its melodies are told from tunes almost always: in tune and in
time, but rambling. So the seeder “variational autoencoder” lets the event Transformer
write three of four bars anew and the critic thin them out, and the melodies say so.

## Limits

It knows fiddle, fife, pipe and chorale music only: even quavers, hardly a rest, no
syncopation, no swing, 98 % diatonic. Melodies in other meters are not blended. Silences
shorter than a beat are taken as articulation. No listening test was made.
"""


def write_vae_card(path: Path, corpus: Corpus, plan: Plan) -> None:
    """Measure the file as it ships and write its card."""
    arrays = read_arrays(path)
    network = Autoencoder(arrays)
    # Windows are cut out of tunes anywhere.
    space = LatentSpace(lambda: network, are_phrases=False)
    copies = {
        name: reconstruction(network, grids_of(corpus, TEST, meter=name))
        for name in METER_NAMES
    }
    held_out = grids_of(corpus, VALIDATION, TEST, meter="4/4")
    seeds = {
        "as drawn": LatentSeeder(
            VARIATIONAL_AUTOENCODER,
            network=network,
            is_finished=False,
            is_thinned=False,
        ),
        "finished": LatentSeeder(VARIATIONAL_AUTOENCODER, network=network),
    }
    real, others = halves(held_out, _JUDGED, 0)
    rows = [likeness("held-out tunes", others, real).row]
    rows += [
        likeness(
            f"{VARIATIONAL_AUTOENCODER}, {name}", seeds_of(one, "4/4", _JUDGED), real
        ).row
        for name, one in seeds.items()
    ]
    text = _CARD.format(
        data="{data}",
        latent_size=network.latent_size,
        parameters=sum(a.size for n, a in arrays.items() if "coder." in n),
        size=megabytes(path),
        epochs=plan.epochs,
        batch_size=plan.batch_size,
        beta=BETA,
        told=round(100 * TOLD_SHARE),
        always_hold=round(100 * copies["4/4"].always_hold),
        copies_header=_COPIES_HEADER,
        copies="\n".join(
            f"| {name} | {one.window_count:,} | {one.steps:.4f} | {one.pitches:.4f} | "
            f"{one.onsets:.4f} | {one.windows:.3f} | {one.rate_bits:.1f} | "
            f"{one.mutated_steps:.4f} | {one.mutated_notes:.3f} |"
            for name, one in copies.items()
        ),
        floor=float(rows[0].split("|")[2]),
        blends="\n".join(
            f"| {one.share:g} | {one.changed_steps:.3f} | {one.judged_area:.3f} |"
            for share in _SHARES
            for one in [blending(space, held_out, share, _JUDGED)]
        ),
        steered=_STEERED,
        directions="\n".join(
            f"| {one.direction} | {one.right_share:.2f} | {one.gain:.2f} | "
            f"{one.kept_steps:.2f} |"
            for direction in MEASURES
            for one in [steering(space, held_out, direction, _STEERED)]
        ),
        header=HEADER,
        seeds="\n".join(rows),
    )
    count = len(grids_of(corpus, TRAINING))
    write_card(path, text, f"{count:,} windows of four bars in 4/4, 6/8 and 3/4")

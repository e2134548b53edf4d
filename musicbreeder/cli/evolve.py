"""``musicbreeder evolve``: breeding without a window.

In place of a listener, a general sense of melody rates: named features of melodies
with their sources, see `melody.musicality`. Each generation it puts everything heard so
far in order and gives the best fifth five stars, the next four, and so on. With
``--taste`` a person's own taste profile takes its place; with ``--like`` tunes in files
give the style, and half of what a melody is worth is its likeness to them.
"""

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from musicbreeder.cli.app import LARGEST_RANDOM_SEED
from musicbreeder.cli.arguments import (
    instrument,
    meter,
    number,
    scale,
    seeder,
    tonic,
    whole_number,
)
from musicbreeder.errors import FileFormatError

if TYPE_CHECKING:
    from musicbreeder.breeding.individual import Individual
    from musicbreeder.breeding.taste_profile import TasteProfile
    from musicbreeder.cli.liked_tunes import LikedTunes
    from musicbreeder.services.breeding_session import BreedingSession
    from musicbreeder.services.originality import Originality

_FINALS_PER_PLACE = 4
_USUAL_METER, _USUAL_TEMPO_BPM = "4/4", 104.0


def add_parser(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "evolve",
        help="breed melodies without a window",
        description="Breed melodies without a window. A general sense of melody rates "
        "in place of a listener; the best are written as MIDI, WAV and a picture.",
    )
    parser.add_argument(
        "--out",
        type=Path,
        default=Path("melodies"),
        metavar="DIR",
        help="folder for the files, made if missing (default: melodies)",
    )
    parser.add_argument(
        "--generations",
        type=whole_number(0, 1000),
        default=8,
        metavar="N",
        help="how often to breed (default: 8)",
    )
    parser.add_argument(
        "--count",
        type=whole_number(1, 100),
        default=5,
        metavar="N",
        help="how many of the best to write (default: 5)",
    )
    parser.add_argument(
        "--taste",
        metavar="FILE_OR_NAME",
        help="breed by a taste profile, a file or one the app keeps, in place of the "
        "general sense of melody",
    )
    parser.add_argument(
        "--like",
        type=Path,
        nargs="+",
        metavar="FILE",
        help="breed in the style of tunes you like: MIDI, MusicXML or ABC files; their "
        "meter and tempo are taken unless you name others",
    )
    _add_wishes(parser)
    _add_sound(parser)
    parser.set_defaults(run=run)


def _add_wishes(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("what is bred")
    group.add_argument(
        "--key", type=tonic, metavar="NOTE", help="tonic, such as D or Bb; else any"
    )
    group.add_argument(
        "--scale", type=scale, metavar="NAME", help="such as dorian; else any"
    )
    group.add_argument(
        "--bars", type=whole_number(1, 8), default=4, metavar="N", help="default: 4"
    )
    group.add_argument(
        "--meter", type=meter, help="4/4, 3/4, 6/8, 5/4, 7/8, … (default: 4/4)"
    )
    group.add_argument(
        "--density",
        type=number(0, 1),
        metavar="X",
        help="0 = few long notes, 1 = many short ones; else free",
    )
    group.add_argument(
        "--seeder",
        type=seeder,
        default="auto",
        metavar="NAME",
        help="who makes the first melodies (default: auto)",
    )
    group.add_argument(
        "--random-seed",
        type=whole_number(0, LARGEST_RANDOM_SEED),
        metavar="N",
        help="the same number and wishes give the same melodies; else new ones",
    )


def _add_sound(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("how it sounds")
    group.add_argument(
        "--tempo",
        type=number(40, 240),
        metavar="BPM",
        help="quarter notes a minute (default: 104)",
    )
    group.add_argument(
        "--swing",
        type=number(0, 1),
        default=0.0,
        metavar="X",
        help="0 = straight, 1 = triplets (default: 0)",
    )
    group.add_argument(
        "--instrument",
        type=instrument,
        default="electric piano",
        metavar="NAME",
        help="see “musicbreeder instruments” (default: electric piano)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Breed, write the best and say what they are."""
    from musicbreeder.breeding.settings import BreedingSettings
    from musicbreeder.cli.reasons import unlike
    from musicbreeder.formats.atomic_file import make_folder
    from musicbreeder.services.audition import Sound
    from musicbreeder.services.breeding_session import BreedingSession
    from musicbreeder.services.originality import Originality
    from musicbreeder.theory.meter import Tempo

    settings = BreedingSettings(
        bars=arguments.bars,
        meter=arguments.meter or _USUAL_METER,
        key=arguments.key,
        scale=arguments.scale,
        density=arguments.density,
        seeder=arguments.seeder,
    )
    liked = None if arguments.like is None else _liked(arguments.like)
    tempo_bpm = arguments.tempo or _USUAL_TEMPO_BPM
    if liked is not None:
        settings = liked.settings(settings)
        tempo_bpm = arguments.tempo or round(liked.tempo_bpm)
        if arguments.meter is not None:
            settings = replace(settings, meter=arguments.meter)
    sound = Sound(
        instrument=arguments.instrument, tempo=Tempo(tempo_bpm, arguments.swing)
    )
    # Before the work, so that a mistyped name or folder costs no minute.
    profile = None if arguments.taste is None else _profile(arguments.taste)
    make_folder(arguments.out)
    session = BreedingSession.new(
        settings, random_seed=arguments.random_seed, sound=sound, profile=profile
    )
    if profile is None:
        _breed(session, arguments.generations, liked)
    else:
        _breed_alone(session, arguments.generations)
    finals = session.finals(arguments.count * _FINALS_PER_PLACE)
    best = unlike(finals, arguments.count)
    known = Originality()
    written = _write(session, best, known, arguments.out)
    _report(session, best, known, written)
    return 0


def _liked(paths: list[Path]) -> "LikedTunes":
    from musicbreeder.cli.liked_tunes import LikedTunes

    liked = LikedTunes(paths)
    for one in liked.findings:
        print(
            f"{one.tune.name}: {one.melody.bar_count} bars of {one.melody.meter.name} "
            f"in {one.key.name}. {one.quantised.sentence}",
            file=sys.stderr,
        )
    return liked


def _breed(
    session: "BreedingSession", generation_count: int, liked: "LikedTunes | None"
) -> None:
    from tqdm import tqdm

    _rate_everything(session, liked)
    for _ in tqdm(
        range(generation_count),
        desc="Breeding",
        unit=" generations",
        file=sys.stderr,
        leave=False,
    ):
        session.breed()
        _rate_everything(session, liked)


def _profile(file_or_name: str) -> "TasteProfile":
    from musicbreeder.services.taste_profile import taste_profile_of
    from musicbreeder.storage.locations import Locations

    folder = Locations.of_this_person().taste_folder
    found = taste_profile_of(file_or_name, folder)
    if found.notice is not None:
        print(f"musicbreeder: {found.notice}", file=sys.stderr)
    if not found.profile.opinions:
        raise FileFormatError(
            f"The taste profile “{file_or_name}” holds no opinions yet; rate some "
            "melodies first."
        )
    return replace(found.profile, is_on=True)


def _breed_alone(session: "BreedingSession", generation_count: int) -> None:
    from tqdm import tqdm

    plan = session.prepare_alone()
    if generation_count < 1 or plan is None:
        return
    with tqdm(
        total=generation_count,
        desc="Breeding",
        unit=" generations",
        file=sys.stderr,
        leave=False,
    ) as bar:
        bred = plan.run(
            round_count=generation_count, on_progress=lambda share: bar.update()
        )
    session.accept_alone(plan, bred)


def _rate_everything(session: "BreedingSession", liked: "LikedTunes | None") -> None:
    from musicbreeder.cli.reasons import ratings

    heard = session.individuals
    rate = ratings if liked is None else liked.ratings
    stars = rate([individual.melody for individual in heard])
    for individual, rating in zip(heard, stars, strict=True):
        session.rate(individual.id, rating)


def _write(
    session: "BreedingSession",
    best: "tuple[Individual, ...]",
    known: "Originality",
    folder: Path,
) -> tuple[Path, ...]:
    from tqdm import tqdm

    from musicbreeder.services.exchange import (
        PLAIN_KINDS,
        ExportSettings,
        Piece,
        export_pieces,
    )
    from musicbreeder.services.provenance import provenance_of

    judge = "a general sense of melody, no listener"
    if session.profile is not None:
        judge = "a taste profile, no listener"
    pieces = []
    for one in best:
        provenance = replace(provenance_of(session, one), judge=judge)
        told = known.told_beside(provenance, one.melody)
        pieces.append(Piece(one, session.sound, told))

    with tqdm(
        total=len(best) * len(PLAIN_KINDS),
        desc="Writing",
        unit=" files",
        file=sys.stderr,
        leave=False,
    ) as bar:
        return export_pieces(
            pieces,
            folder,
            ExportSettings(kinds=PLAIN_KINDS),
            on_progress=lambda done, total: bar.update(),
        )


def _report(
    session: "BreedingSession",
    best: "tuple[Individual, ...]",
    known: "Originality",
    written: tuple[Path, ...],
) -> None:
    from musicbreeder.cli.reasons import characters, virtues
    from musicbreeder.melody.musicality import musicality
    from musicbreeder.services.originality_words import nearest_sentences

    everything = [one.melody for one in session.individuals]
    melodies = [individual.melody for individual in best]
    scores = musicality(melodies)
    better_in = virtues(melodies, everything)
    character = characters(melodies, everything)
    files_each = len(written) // len(best)
    if session.profile is None:
        made_in = f"{len(session.history)} generations"
        judged = (
            f"Musicality was {musicality(everything).mean():.2f} on average, 1 at most."
        )
    else:
        made_in = "the end of the search"
        judged = session.taste_summary.sentence
    print(
        f"The best {len(best)} of {len(everything)} melodies in {made_in} "
        f"(random seed {session.random_seed}). {judged}"
    )
    if known.problem:
        print(f"Known tunes cannot be looked through. {known.problem}")
    for place, individual in enumerate(best):
        worth = f"musicality {scores[place]:.2f}"
        if session.profile is not None and individual.prediction is not None:
            worth = f"{individual.prediction.stars:.1f} stars expected"
        print(
            f"\n{individual.name}, {individual.key.name}, "
            f"generation {individual.generation + 1}, {worth}"
        )
        if better_in[place]:
            print(f"  better than most: {', '.join(better_in[place])}")
        if character[place]:
            print(f"  what is its own: {', '.join(character[place])}")
        nearness = known.nearest(individual.melody)
        if nearness is not None:
            print(f"  {nearest_sentences(nearness)}")
        for path in written[place * files_each : (place + 1) * files_each]:
            print(f"  {path}")

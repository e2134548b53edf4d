"""``musicbreeder bench synth``: how fast notes become samples.

The melody: 32 notes in 8 bars at 120 bpm, 16 seconds, 48 kHz. Processor time, medians;
all contenders take turns in one run, so that a busy machine slows all of them. Cold is
a new renderer that has heard nothing; warm is the second time. Sound fonts are loaded
before the clock starts.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from musicbreeder.bench.soundfonts import SoundFontPlayer, installed_players
from musicbreeder.melody.melody import Melody, Note
from musicbreeder.melody.timing import TimedNote, timed_notes
from musicbreeder.synth.patch import (
    DEFAULT_PATCH_NAME,
    Patch,
    patch_named,
    patch_names,
)
from musicbreeder.synth.renderer import Renderer
from musicbreeder.synth.stream import Stream
from musicbreeder.theory.meter import METERS, Tempo

_SAMPLE_RATE = 48_000
_TEMPO = Tempo(120)
_MELODY_SECONDS = 16.0
_CANDIDATE_COUNT = 12
_MUTATION_RATE = 0.2
_QUICK_PATCHES = (
    "electric piano",
    "pluck",
    "saw lead",
    "strings",
    "flute",
    "bell",
)
_WAYS = ("dry_cold", "dry_warm", "wet_cold", "wet_warm")
_FIRST_SOUND_SECONDS = 0.25
_ALL_EFFECTS: dict[str, float] = {
    "chorus_level": 0.5,
    "delay_level": 0.4,
    "reverb_level": 0.5,
}


def measure(is_quick: bool) -> dict[str, float]:
    """Measure, print the tables and return the figures (milliseconds and ratios)."""
    melody = _melody(_pitches())
    notes = timed_notes(melody, _TEMPO)
    default = patch_named(DEFAULT_PATCH_NAME)
    renderer = Renderer(_SAMPLE_RATE)
    first_ms = _cpu_ms(lambda: renderer.render(notes, default))
    names = _QUICK_PATCHES if is_quick else patch_names()
    repeat_count = 3 if is_quick else 9
    times: dict[str, list[float]] = {}
    reasons: dict[str, str] = {}
    with installed_players(melody, notes, _TEMPO, _SAMPLE_RATE) as players:
        for _ in range(repeat_count):
            for name in names:
                _measure_patch(name, notes, times)
            _measure_generation(times)
            _measure_effects(default, notes, times)
            _measure_first_sound(default, notes, times)
            for label, player in players.items():
                if isinstance(player, SoundFontPlayer):
                    seconds = player.cpu_seconds()
                    times.setdefault(player.figure, []).append(1000 * seconds)
                else:
                    reasons[label] = player
    medians = {name: float(np.median(values)) for name, values in times.items()}
    figures = {"first_wet_ms": first_ms}
    figures |= {f"{name}_ms": value for name, value in medians.items()}
    for way in _WAYS:
        all_ms = [medians[f"{_key(name)}_{way}"] for name in names]
        figures[f"{way}_realtime_slowest"] = 1000 * _MELODY_SECONDS / max(all_ms)
        figures[f"{way}_realtime_median"] = 1000 * _MELODY_SECONDS / np.median(all_ms)
    others = [p for p in players.values() if isinstance(p, SoundFontPlayer)]
    figures |= _ratios(figures, others)
    _print_patches(figures, names)
    _print_others(figures, players, reasons)
    return {name: round(float(value), 4) for name, value in figures.items()}


def _pitches() -> list[int]:
    phrase = [60, 62, 64, 67, 69, 67, 64, 62, 60, 64, 67, 72, 71, 67, 69, 67]
    return phrase + [pitch + 5 for pitch in phrase]


def _melody(pitches: Sequence[int]) -> Melody:
    lengths = (2, 2, 4, 4, 6, 2, 8, 4)  # sixteenths, 32 in two bars
    notes, start = [], 0
    for number, pitch in enumerate(pitches):
        steps = lengths[number % len(lengths)]
        velocity = 104 if start % 16 == 0 else 92
        notes.append(Note(start, start + steps, pitch, velocity))
        start += steps
    return Melody.from_notes(notes, start, METERS["4/4"])


def _measure_patch(
    name: str, notes: Sequence[TimedNote], times: dict[str, list[float]]
) -> None:
    patch = patch_named(name)
    dry, wet = Renderer(_SAMPLE_RATE), Renderer(_SAMPLE_RATE)
    jobs: dict[str, Callable[[], object]] = {
        "dry_cold": lambda: dry.render_dry(notes, patch),
        "dry_warm": lambda: dry.render_dry(notes, patch),
        "wet_cold": lambda: wet.render(notes, patch),
        "wet_warm": lambda: wet.render(notes, patch),
    }
    for way, job in jobs.items():
        times.setdefault(f"{_key(name)}_{way}", []).append(_cpu_ms(job))


def _measure_generation(times: dict[str, list[float]]) -> None:
    """Render twelve mutants of one melody with their reverb, twice."""
    rng = np.random.default_rng(12)
    candidates = []
    for _ in range(_CANDIDATE_COUNT):
        pitches = np.array(_pitches())
        is_changed = rng.random(len(pitches)) < _MUTATION_RATE
        pitches[is_changed] += rng.choice((-4, -2, 2, 5), int(is_changed.sum()))
        candidates.append(timed_notes(_melody(pitches.tolist()), _TEMPO))
    patch = patch_named(DEFAULT_PATCH_NAME)
    renderer = Renderer(_SAMPLE_RATE)
    for way in ("cold", "warm"):
        total = sum(
            _cpu_ms(lambda notes=notes: renderer.render(notes, patch))  # type: ignore[misc]
            for notes in candidates
        )
        times.setdefault(f"twelve_candidates_wet_{way}", []).append(total)


def _measure_effects(
    patch: Patch, notes: Sequence[TimedNote], times: dict[str, list[float]]
) -> None:
    """Render with chorus, delay and reverb, twice."""
    busy, renderer = patch.changed(_ALL_EFFECTS.items()), Renderer(_SAMPLE_RATE)
    for way in ("cold", "warm"):
        taken = _cpu_ms(lambda: renderer.render(notes, busy))
        times.setdefault(f"all_effects_{way}", []).append(taken)


def _measure_first_sound(
    patch: Patch, notes: Sequence[TimedNote], times: dict[str, list[float]]
) -> None:
    """Render until a melody can begin: of a new patch, and among known notes.

    Other notes of the same patch were heard before, as in a generation freshly bred.
    """
    renderer = Renderer(_SAMPLE_RATE)
    for way, heard in (("new_patch", notes), ("bred", _shifted(notes))):
        stream = renderer.stream(heard, patch)

        def begin(stream: Stream = stream) -> None:
            while stream.ready_frames < _FIRST_SOUND_SECONDS * _SAMPLE_RATE:
                stream.advance()

        times.setdefault(f"first_sound_{way}", []).append(_cpu_ms(begin))


def _shifted(notes: Sequence[TimedNote]) -> list[TimedNote]:
    """Return notes that nobody has heard: all a semitone higher."""
    return [replace(note, midi_note=note.midi_note + 1) for note in notes]


def _ratios(
    figures: dict[str, float], others: Sequence[SoundFontPlayer]
) -> dict[str, float]:
    """Return how many times longer each other player takes than the default patch."""
    ratios = {}
    for player in others:
        for temperature in ("cold", "warm"):
            way = f"{'wet' if player.has_effects else 'dry'}_{temperature}"
            ours_ms = figures[f"{_key(DEFAULT_PATCH_NAME)}_{way}_ms"]
            ratio = figures[f"{player.figure}_ms"] / ours_ms
            ratios[f"ratio_{player.figure}_to_{temperature}"] = ratio
    return ratios


def _print_patches(figures: dict[str, float], names: Sequence[str]) -> None:
    print(f"A melody of {_MELODY_SECONDS:.0f} s: milliseconds (times real time)\n")
    headings = ("dry, cold", "dry, warm", "with reverb, cold", "with reverb, warm")
    print(f"{'':16}" + "".join(f"{heading:>20}" for heading in headings))
    for name in names:
        cells = []
        for way in _WAYS:
            ms = figures[f"{_key(name)}_{way}_ms"]
            cells.append(f"{ms:9.1f} ({_MELODY_SECONDS * 1000 / ms:6.0f}x)")
        print(f"{name:16}" + "".join(f"{cell:>20}" for cell in cells))
    for way in ("cold", "warm"):
        ms = figures[f"twelve_candidates_wet_{way}_ms"]
        print(f"\ntwelve candidates with reverb, {way}: {ms:.0f} ms", end="")
    for way in ("cold", "warm"):
        ms = figures[f"all_effects_{way}_ms"]
        print(f"\nchorus, delay and reverb, {way}: {ms:.0f} ms", end="")
    new_ms = figures["first_sound_new_patch_ms"]
    bred_ms = figures["first_sound_bred_ms"]
    print(f"\nuntil the first sound: {bred_ms:.0f} ms, {new_ms:.0f} ms in a new sound")
    print(f"the first melody of this process: {figures['first_wet_ms']:.0f} ms\n")


def _print_others(
    figures: dict[str, float],
    players: dict[str, SoundFontPlayer | str],
    reasons: dict[str, str],
) -> None:
    print(f"Others, beside our {DEFAULT_PATCH_NAME} with and without reverb alike\n")
    print(f"{'':40}{'ms':>8}{'to ours cold':>16}{'to ours warm':>16}")
    for label, player in players.items():
        if isinstance(player, SoundFontPlayer):
            cold, warm = (
                figures[f"ratio_{player.figure}_to_{temperature}"]
                for temperature in ("cold", "warm")
            )
            ms = figures[f"{player.figure}_ms"]
            print(f"{label:40}{ms:8.1f}{cold:15.2f}x{warm:15.2f}x")
        else:
            print(f"{label:40}  {reasons[label]}")


def _key(patch_name: str) -> str:
    return patch_name.replace(" ", "_")


def _cpu_ms(job: Callable[[], object]) -> float:
    before = time.process_time()
    job()
    return 1000 * (time.process_time() - before)

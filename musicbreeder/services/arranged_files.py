"""A melody with all that is heard beside it as files: MIDI tracks, and stems."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from musicbreeder.accompaniment.arrangement import arranged
from musicbreeder.accompaniment.drum_part import DrumHit
from musicbreeder.accompaniment.style import style_named
from musicbreeder.breeding.individual import Individual
from musicbreeder.formats.general_midi import program_for
from musicbreeder.formats.wav_file import SampleFormat
from musicbreeder.melody.melody import Note
from musicbreeder.melody.score import ScoreNote
from musicbreeder.melody.timing import melody_seconds, timed_notes
from musicbreeder.services.audition import Sound, patch_of
from musicbreeder.services.backing import MELODY
from musicbreeder.services.backing_band import BackingBand
from musicbreeder.services.own_sound import own_sound
from musicbreeder.services.provenance import Provenance
from musicbreeder.services.stems import save_stems
from musicbreeder.synth.renderer import Renderer
from musicbreeder.theory.meter import Meter, Tempo

_DRUM_QUARTERS = 0.125


def save_arrangement(
    individual: Individual,
    sound: Sound,
    path: str | Path,
    *,
    provenance: Provenance | None = None,
) -> None:
    """Write melody, chords, bass and drums as the tracks of one MIDI file.

    Chords are named by markers. Where no chords are heard the melody stands alone.

    Args:
        provenance: written as text events, None = none are written.

    Raises:
        FileFormatError: the file cannot be written.
    """
    from musicbreeder.formats.midi_tracks import (
        Marker,
        Track,
        played_notes,
        write_tracks,
    )

    melody, tempo = individual.melody, sound.tempo
    meter = melody.meter
    tracks = [
        Track(
            individual.name, played_notes(melody, tempo), program_for(sound.instrument)
        )
    ]
    markers: list[Marker] = []
    progression = own_sound(individual, sound).backing.progression(melody)
    if progression is not None:
        style = style_named(sound.backing.style)
        music = arranged(progression, meter, melody.bar_count, style)
        tracks += [
            Track(
                "Chords",
                _played(music.chords, meter, tempo),
                program_for(style.chord_patch),
            ),
            Track(
                "Bass", _played(music.bass, meter, tempo), program_for(style.bass_patch)
            ),
        ]
        if music.drums:
            drums = _struck(music.drums, meter, tempo)
            tracks.append(Track("Drums", drums, is_for_drums=True))
        markers = [
            Marker(tempo.quarters_at(span.start, meter), span.chord.symbol)
            for span in music.spans
        ]
    write_tracks(
        path,
        tracks,
        tempo,
        meter,
        length_quarters=tempo.quarters_at(melody.step_count, meter),
        key=individual.key,
        title=individual.name,
        markers=markers,
        texts=() if provenance is None else provenance.lines,
    )


def arrangement_stems(
    individual: Individual, sound: Sound, renderer: Renderer
) -> dict[str, NDArray[np.float32]]:
    """Return every channel that is heard, at its level, ``(frames, 2)`` each.

    Raises:
        MusicBreederError: an instrument is not there, or a loop cannot be read.
    """
    own = own_sound(individual, sound)
    melody = individual.melody
    alone = renderer.render(
        timed_notes(melody, sound.tempo),
        patch_of(own),
        length_seconds=melody_seconds(melody, sound.tempo),
        tempo_bpm=sound.tempo.bpm,
    )
    if own.backing.is_silent:
        return {MELODY: alone}
    stems = BackingBand(renderer).stems(melody, sound.tempo, own.backing)
    gains = own.backing.gains()
    return {
        name: samples * np.float32(gains[name])
        for name, samples in {MELODY: alone, **stems}.items()
        if name in gains
    }


def save_arrangement_stems(
    individual: Individual,
    sound: Sound,
    folder: str | Path,
    name: str,
    *,
    sample_rate: int = 48_000,
    sample_format: SampleFormat = "pcm24",
    renderer: Renderer | None = None,
    provenance: Provenance | None = None,
) -> tuple[Path, ...]:
    """Write every channel as a WAV file of its own, and their mix, see `stems`.

    Raises:
        FileFormatError: a file cannot be written.
        MusicBreederError: an instrument is not there, or a loop cannot be read.
    """
    if renderer is None:
        renderer = Renderer(sample_rate=sample_rate)
    return save_stems(
        arrangement_stems(individual, sound, renderer),
        folder,
        name,
        sample_rate=sample_rate,
        sample_format=sample_format,
        comment="" if provenance is None else "\n".join(provenance.lines),
    )


def _played(notes: Iterable[Note], meter: Meter, tempo: Tempo) -> tuple[ScoreNote, ...]:
    return tuple(
        ScoreNote(
            start := tempo.quarters_at(note.start, meter),
            tempo.quarters_at(note.end, meter) - start,
            note.midi_note,
            note.velocity,
        )
        for note in notes
    )


def _struck(
    hits: Iterable[DrumHit], meter: Meter, tempo: Tempo
) -> tuple[ScoreNote, ...]:
    return tuple(
        ScoreNote(
            tempo.quarters_at(hit.step, meter),
            _DRUM_QUARTERS,
            int(hit.drum),
            hit.velocity,
        )
        for hit in hits
    )

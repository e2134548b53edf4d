"""A melody that was hummed, sung or played becomes a tune that can be taken in."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from musicbreeder.errors import FileFormatError, ModelError, MusicBreederError
from musicbreeder.melody.score import Part, Score, ScoreNote
from musicbreeder.melody.timing import TimedNote
from musicbreeder.services.importing import Tune, read_file, tune_of
from musicbreeder.transcription.note_finding import HeardNotes, heard_notes
from musicbreeder.transcription.pitch_track import PitchTrack, PitchTracker
from musicbreeder.transcription.swift_tracker import SwiftTracker, is_swift_there
from musicbreeder.transcription.yin import YinTracker

LONGEST_SECONDS = 120.0
VOICE, KEYBOARD = "Hummed melody", "Played melody"

_UNSURE, _SURE = 0.75, 0.85
_HEARD_SHARE = 0.75
_AUDIBLE_TUNING_CENTS = 15.0


@dataclass(frozen=True)
class HeardTune:
    """What was heard in a recording.

    Attributes:
        tune: to be taken in.
        heard: its notes, with how clear each was.
        tracker: what found the pitches, as a person reads it.
    """

    tune: Tune
    heard: HeardNotes
    tracker: str


def _best_track(
    samples: NDArray[np.float32], sample_rate: int
) -> tuple[PitchTrack, str]:
    """Return the pitches that the best of the installed trackers found, and its name.

    The network hears through reverb, but knows no whistling or other plain tones; where
    it misses much of what the other is sure of, the other is believed.
    """
    plain = YinTracker()
    by_plain = plain.track(samples, sample_rate)
    if not is_swift_there():
        return by_plain, plain.name
    try:
        network = SwiftTracker()
    except ModelError:
        return by_plain, plain.name
    by_network = network.track(samples, sample_rate)
    sure_seconds = _voiced_seconds(by_plain, _SURE)
    if _voiced_seconds(by_network, 0.0) < _HEARD_SHARE * sure_seconds:
        return by_plain, plain.name
    return by_network, network.name


def _voiced_seconds(track: PitchTrack, least_trust: float) -> float:
    if len(track.times) < 2:
        return 0.0
    hop = float(np.median(np.diff(track.times)))
    return hop * int((track.is_voiced & (track.trust >= least_trust)).sum())


def heard_tune(
    samples: NDArray[np.float32],
    sample_rate: int,
    name: str = VOICE,
    *,
    tempo_bpm: float | None = None,
    tracker: PitchTracker | None = None,
) -> HeardTune:
    """Return the melody of a recording of one voice.

    Args:
        samples: ``(frame_count,)`` of one channel.
        sample_rate: in Hz.
        name: of the tune.
        tempo_bpm: where the performer kept to a given one.
        tracker: None = the best there is.

    Raises:
        MusicBreederError: no melody was heard.
    """
    if tracker is None:
        track, tracker_name = _best_track(samples, sample_rate)
    else:
        track, tracker_name = tracker.track(samples, sample_rate), tracker.name
    heard = heard_notes(track)
    tune = played_tune(heard.notes, name, tempo_bpm, _notices(heard, tracker_name))
    return HeardTune(tune, heard, tracker_name)


def heard_file(path: str | Path, *, tempo_bpm: float | None = None) -> HeardTune:
    """Return the melody of a recording in a file: WAV, FLAC, MP3, ...

    Raises:
        MusicBreederError: it cannot be read, is too long, or holds no melody.
    """
    from musicbreeder.formats.audio_file import read_audio

    path = Path(path)
    audio = read_audio(path, LONGEST_SECONDS)
    try:
        return heard_tune(audio.mono, audio.sample_rate, path.stem, tempo_bpm=tempo_bpm)
    except FileFormatError:
        raise
    except MusicBreederError as error:
        raise FileFormatError(
            f"No melody was heard in “{path.name}”; choose a recording of one voice."
        ) from error


def tunes_in(path: str | Path) -> tuple[Tune, ...]:
    """Return the tunes of a file with notes, or the one of a recording.

    Raises:
        MusicBreederError: it cannot be read, or holds no melody.
    """
    from musicbreeder.formats.audio_file import AUDIO_SUFFIXES

    if Path(path).suffix.lower() in AUDIO_SUFFIXES:
        return (heard_file(path).tune,)
    return read_file(path)


def played_tune(
    notes: Sequence[TimedNote],
    name: str = KEYBOARD,
    tempo_bpm: float | None = None,
    notices: tuple[str, ...] = (),
) -> Tune:
    """Return notes in seconds as a tune, such as those of a MIDI keyboard.

    Raises:
        MusicBreederError: there are too few.
    """
    first = min((note.start_seconds for note in notes), default=0.0)
    # In a score that counts seconds a quarter note lasts half of one.
    rows = tuple(
        ScoreNote(
            2.0 * (note.start_seconds - first),
            2.0 * note.duration_seconds,
            note.midi_note,
            note.velocity,
        )
        for note in notes
    )
    score = Score(
        title=name,
        parts=(Part(name, rows),) if rows else (),
        tempo_bpm=tempo_bpm,
        is_timed_in_beats=False,
        notices=notices,
    )
    tune = tune_of(score, name)
    if tune is None:
        raise MusicBreederError(
            "No melody was heard; hum or play one note after another, a little louder."
        )
    return tune


def _notices(heard: HeardNotes, tracker: str) -> tuple[str, ...]:
    said = f"Heard with {heard.confidence:.0%} confidence ({tracker})"
    unsure = sum(trust < _UNSURE for trust in heard.trust)
    if unsure:
        notes = "1 note is" if unsure == 1 else f"{unsure} notes are"
        said += f"; {notes} unsure"
    notices = [f"{said}."]
    if abs(heard.tuning_cents) >= _AUDIBLE_TUNING_CENTS:
        side = "above" if heard.tuning_cents > 0 else "below"
        notices.append(
            f"It was {abs(heard.tuning_cents):.0f} cents {side} concert pitch."
        )
    return tuple(notices)

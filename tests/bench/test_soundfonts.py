from collections.abc import Iterator
from pathlib import Path

import pytest

from musicbreeder.bench import soundfonts, synth
from musicbreeder.bench.soundfonts import SoundFontPlayer, installed_players
from musicbreeder.melody.timing import timed_notes
from musicbreeder.theory.meter import Tempo


@pytest.fixture
def nothing_is_installed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(soundfonts, "_module", lambda name: None)
    return None


@pytest.mark.usefixtures("nothing_is_installed")
def test_what_is_not_installed_says_so_and_the_rest_is_measured(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(synth, "_QUICK_PATCHES", ("electric piano",))
    figures = synth.measure(is_quick=True)
    shown = capsys.readouterr().out
    assert shown.count("not installed") == 5
    assert "electric piano" in shown
    assert figures["electric_piano_dry_warm_ms"] > 0
    assert figures["twelve_candidates_wet_warm_ms"] > 0
    assert not any("fluidsynth" in name for name in figures)


def test_a_player_without_a_sound_font_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(soundfonts, "FONT_FOLDERS", (tmp_path,))
    monkeypatch.setattr(soundfonts, "_module", lambda name: object())
    melody = synth._melody(synth._pitches())
    notes = timed_notes(melody, Tempo(120))
    with installed_players(melody, notes, Tempo(120), 48_000) as players:
        reasons = set(players.values())
    assert not any(isinstance(reason, SoundFontPlayer) for reason in reasons)
    assert "no sound font found" in reasons


def test_the_melody_is_what_the_tables_promise() -> None:
    melody = synth._melody(synth._pitches())
    assert melody.note_count == 32
    assert melody.bar_count == 8
    last = timed_notes(melody, Tempo(120))[-1]
    assert last.start_seconds + last.duration_seconds == pytest.approx(16.0)


def test_the_best_known_sound_font_is_taken_first(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("Another.sf2", "TimGM6mb.sf2", "FluidR3_GM.sf2"):
        (tmp_path / name).touch()
    monkeypatch.setattr(soundfonts, "FONT_FOLDERS", (tmp_path,))
    assert soundfonts.sound_font() == tmp_path / "FluidR3_GM.sf2"

from dataclasses import replace
from pathlib import Path

import pytest
import soundfile
from pytestqt.qtbot import QtBot

from musicbreeder.gui import export_choices
from musicbreeder.gui.actions import Actions
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.export_choices import NO_CHORDS, NO_KIND
from musicbreeder.gui.export_dialog import (
    FAVOURITES,
    GENERATION,
    SELECTED,
    ExportDialog,
)


@pytest.fixture
def dialog(
    qtbot: QtBot, conductor: Conductor, actions: Actions, tmp_path: Path
) -> ExportDialog:
    conductor.change_preferences(export_folder=tmp_path / "out")
    made = ExportDialog(conductor, actions)
    qtbot.addWidget(made)
    made.show()
    return made


def test_without_favourites_it_says_how_to_get_one(dialog: ExportDialog) -> None:
    assert dialog.which.value == SELECTED
    dialog.which.show_value(FAVOURITES)
    dialog.which.chosen.emit(FAVOURITES)
    assert not dialog.export_button.isEnabled()
    assert "press L" in dialog.result_text.text()


def test_neither_midi_nor_wav_cannot_be_exported(dialog: ExportDialog) -> None:
    dialog.midi.click()
    dialog.wav.click()
    assert not dialog.export_button.isEnabled()
    assert dialog.result_text.text() == NO_KIND
    assert not dialog.sample_rate.isEnabled()


def test_the_button_says_how_many_files_it_will_write(dialog: ExportDialog) -> None:
    assert dialog.export_button.text() == "Export 2 files"
    dialog.which.show_value(GENERATION)
    dialog.which.chosen.emit(GENERATION)
    assert dialog.export_button.text() == "Export 24 files"
    dialog.wav.click()
    assert dialog.export_button.text() == "Export 12 files"


def test_a_long_name_does_not_widen_the_window(
    qtbot: QtBot, dialog: ExportDialog, conductor: Conductor, actions: Actions
) -> None:
    conductor.rename(
        conductor.selected_id, "A name as long as any melody will ever have"
    )
    long = ExportDialog(conductor, actions)
    qtbot.addWidget(long)
    long.show()
    width = dialog.width()
    qtbot.waitUntil(lambda: width <= long.width() < width + 150)


def test_a_favourite_is_written_as_midi_and_wav_in_the_chosen_format(
    qtbot: QtBot, conductor: Conductor, actions: Actions, tmp_path: Path
) -> None:
    conductor.toggle_favourite(conductor.session.generation[3].id)
    dialog = ExportDialog(conductor, actions)
    qtbot.addWidget(dialog)
    dialog.folder.setText(str(tmp_path / "tunes"))
    dialog.sample_rate.show_value(44_100)
    dialog.sample_format.show_value("float32")
    assert dialog.which.value == FAVOURITES
    with qtbot.waitSignal(conductor.exporter.finished, timeout=20_000):
        dialog.export()
    written = sorted((tmp_path / "tunes").iterdir())
    assert [path.suffix for path in written] == [".mid", ".wav"]
    sound = soundfile.info(written[1])
    assert (sound.samplerate, sound.subtype) == (44_100, "FLOAT")
    assert dialog.result_text.text().startswith("2 files written to ")
    assert not dialog.open_button.isHidden()
    assert conductor.preferences.wav_sample_rate == 44_100
    assert conductor.preferences.export_folder == tmp_path / "tunes"


def test_an_export_can_be_cancelled_and_the_dialog_stays_true(
    qtbot: QtBot, dialog: ExportDialog, conductor: Conductor, tmp_path: Path
) -> None:
    dialog.which.show_value(GENERATION)
    with qtbot.waitSignal(conductor.exporter.finished, timeout=20_000):
        dialog.export()
        assert dialog.cancel_button.text() == "Cancel"
        assert not dialog.export_button.isEnabled()
        dialog.cancel_button.click()
    assert len(list((tmp_path / "out").iterdir())) < 24
    assert dialog.cancel_button.text() == "Close"
    assert dialog.progress.isHidden()


def test_a_folder_that_cannot_be_written_gets_a_sentence(
    qtbot: QtBot, dialog: ExportDialog, conductor: Conductor, tmp_path: Path
) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("no folder")
    dialog.folder.setText(str(blocked))
    with qtbot.waitSignal(conductor.exporter.failed, timeout=20_000) as told:
        dialog.export()
    assert dialog.result_text.text() == told.args[0]
    assert dialog.export_button.isEnabled()


def test_every_kind_of_file_is_written_under_names_by_a_pattern(
    qtbot: QtBot, dialog: ExportDialog, conductor: Conductor, tmp_path: Path
) -> None:
    pytest.importorskip("verovio")
    for kind, tick in dialog.kind_ticks.ticks.items():
        if kind in ("musicxml", "score", "pdf", "picture"):
            tick.click()
    assert dialog.export_button.text() == "Export 6 files"
    dialog.names.field.setText("{number} {nom}")
    assert "There is no field {nom}" in dialog.result_text.text()
    assert not dialog.export_button.isEnabled()
    dialog.names.field.setText("{number} {name} of {session}")
    selected = conductor.individual(conductor.selected_id)
    stem = f"1 {selected.name} of {conductor.session.name}"
    assert dialog.names.example.text() == f"{stem}.mid"
    with qtbot.waitSignal(conductor.exporter.finished, timeout=20_000):
        dialog.export()
    written = {path.name for path in (tmp_path / "out").iterdir()}
    suffixes = (".mid", ".wav", ".musicxml", ".svg", ".pdf", ".png")
    assert written == {f"{stem}{suffix}" for suffix in suffixes}
    printed = (tmp_path / "out" / f"{stem}.pdf").read_bytes()
    assert printed.startswith(b"%PDF-")
    assert len(printed) > 5_000  # staves and notes, not an empty page
    assert conductor.preferences.file_pattern == "{number} {name} of {session}"


def test_without_the_extra_scores_say_how_to_get_them(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_choices, "find_spec", lambda _: None)
    ticks = export_choices.KindTicks()
    qtbot.addWidget(ticks)
    for kind in ("score", "pdf"):
        assert not ticks.ticks[kind].isEnabled()
        assert "musicbreeder[score]" in ticks.ticks[kind].toolTip()
    assert ticks.ticks["musicxml"].isEnabled()


def test_the_band_can_be_chosen_where_one_plays_and_else_says_why_not(
    qtbot: QtBot, conductor: Conductor, actions: Actions, dialog: ExportDialog
) -> None:
    for kind in ("arrangement", "stems"):
        assert not dialog.kind_ticks.ticks[kind].isEnabled()
        assert dialog.kind_ticks.ticks[kind].toolTip() == NO_CHORDS
    backing = replace(conductor.session.sound.backing, chords="C G")
    sound = replace(conductor.session.sound, backing=backing)
    conductor.session.change_sound(sound)
    with_band = ExportDialog(conductor, actions)
    qtbot.addWidget(with_band)
    with_band.kind_ticks.ticks["stems"].click()
    assert with_band.kinds == ("midi", "wav", "stems")
    assert with_band.wav.text() == "WAV, as it sounds here"
    assert with_band.export_button.text() == "Export 1 melody"

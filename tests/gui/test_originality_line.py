"""Where the app says which known tune a melody comes near to."""

from dataclasses import replace
from pathlib import Path

import mido
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from musicbreeder.errors import ModelError
from musicbreeder.gui.actions import Actions
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.export_dialog import GENERATION, SELECTED, ExportDialog
from musicbreeder.gui.favourites_page import FavouritesPage
from musicbreeder.gui.favourites_row import RowParts
from musicbreeder.gui.inspector import Inspector
from musicbreeder.gui.inspector_files import InspectorFiles
from musicbreeder.gui.library_desk import LibraryDesk
from musicbreeder.gui.originality_desk import Found, OriginalityDesk
from musicbreeder.gui.originality_line import OriginalityLine
from musicbreeder.gui.originality_question import OriginalityQuestion
from musicbreeder.gui.palette import LIGHT
from musicbreeder.gui.theme import Theme, apply_theme, current_theme
from musicbreeder.melody.melody import Melody, Note
from musicbreeder.melody.originality import OriginalityIndex
from musicbreeder.seeding.style_tunes import StyleTune, style_text
from musicbreeder.services.originality import Originality
from musicbreeder.theory.meter import METERS
from musicbreeder.theory.scale import Key


def no_tunes() -> OriginalityIndex:
    raise ModelError("The shipped file is missing; install musicbreeder again.")


def heightened(melody: Melody) -> Melody:
    notes = [replace(note, midi_note=note.midi_note + 3) for note in melody.notes]
    return Melody.from_notes(notes, melody.step_count, melody.meter)


@pytest.fixture
def copied(conductor: Conductor) -> Melody:
    """The selected melody, which is then imported as a known tune as well."""
    busiest = max(conductor.session.generation, key=lambda one: one.melody.note_count)
    conductor.select(busiest.id)
    known = conductor.originality.originality
    known.add("My Tune", "your file “My Tune.mid”", heightened(busiest.melody))
    return busiest.melody


def test_the_inspector_names_the_nearest_known_tune(
    qtbot: QtBot, inspector: Inspector
) -> None:
    text = inspector.originality.text
    qtbot.waitUntil(
        lambda: text.text().startswith(("Nearest known tune: “", "No known tune"))
    )
    assert "4,7" in text.toolTip()


def test_a_quotation_stands_out_and_another_melody_does_not_inherit_it(
    qtbot: QtBot, inspector: Inspector, conductor: Conductor, copied: Melody
) -> None:
    line = inspector.originality
    expected = (
        f"Quotes “My Tune” (your file “My Tune.mid”), {copied.note_count} of "
        f"{copied.note_count} notes in common, 3 semitones lower."
    )
    qtbot.waitUntil(lambda: line.text.text().startswith(expected))
    assert current_theme().palette.warning in line.text.styleSheet()
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply_theme(application, Theme(LIGHT))
    assert LIGHT.warning in line.text.styleSheet()
    other = min(conductor.session.generation, key=lambda one: one.melody.note_count)
    conductor.select(other.id)
    qtbot.waitUntil(lambda: not line.text.text().startswith("Quotes"))
    assert line.text.styleSheet() == ""


def test_missing_tunes_are_told_and_an_import_is_found_all_the_same(
    qtbot: QtBot,
) -> None:
    desk = OriginalityDesk(Originality(no_tunes))
    line = OriginalityLine(desk)
    qtbot.addWidget(line)
    notes = [Note(2 * at, 2 * at + 2, 60 + at * 5 % 13) for at in range(14)]
    melody = Melody.from_notes(notes, 32, METERS["4/4"])
    line.show_melody(melody)
    line.show()
    qtbot.waitUntil(lambda: "missing" in line.text.text())
    desk.add("Mine", "your file", melody)
    qtbot.waitUntil(lambda: line.text.text().startswith("Quotes “Mine” (your file)"))
    desk.shut_down()


def test_the_export_dialog_warns_of_what_is_chosen(
    qtbot: QtBot, conductor: Conductor, actions: Actions, copied: Melody
) -> None:
    dialog = ExportDialog(conductor, actions)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.which.value == SELECTED
    qtbot.waitUntil(lambda: dialog.caution.isVisible())
    name = conductor.individual(conductor.selected_id).name
    count = copied.note_count
    told = f"“{name}” has {count} of {count} notes in common with “My Tune”"
    assert dialog.caution.text.text().startswith(told)
    assert dialog.export_button.isEnabled()
    dialog.which.show_value(GENERATION)
    dialog.which.chosen.emit(GENERATION)
    qtbot.waitUntil(lambda: dialog.caution.isVisible())
    assert told in dialog.caution.text.text()


def choose_file(files: InspectorFiles, path: Path) -> None:
    files.save_midi()
    dialog = files.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit(str(path))
    dialog.reject()


@pytest.mark.usefixtures("copied")
def test_saving_a_quotation_asks_and_saves_only_after_a_yes(
    qtbot: QtBot, conductor: Conductor, actions: Actions, tmp_path: Path
) -> None:
    files = InspectorFiles(conductor, actions)
    qtbot.addWidget(files)
    path = tmp_path / "quoted.mid"
    choose_file(files, path)
    qtbot.waitUntil(lambda: files.findChild(OriginalityQuestion) is not None)
    question = files.findChild(OriginalityQuestion)
    assert question is not None
    assert "“My Tune” (your file “My Tune.mid”)" in question.sentence.text()
    assert not path.exists()
    with qtbot.waitSignal(conductor.exporter.saved, timeout=20_000):
        question.go_on_button.click()
    [nearest] = [
        message.text
        for message in mido.MidiFile(path, charset="utf-8").tracks[1]
        if message.type == "text" and message.text.startswith("Nearest")
    ]
    assert '"My Tune" (your file "My Tune.mid")' in nearest


def test_what_quotes_nothing_is_saved_at_once(
    qtbot: QtBot, conductor: Conductor, actions: Actions, tmp_path: Path
) -> None:
    files = InspectorFiles(conductor, actions)
    qtbot.addWidget(files)
    with qtbot.waitSignal(conductor.exporter.saved, timeout=20_000):
        choose_file(files, tmp_path / "new.mid")
    assert files.findChild(OriginalityQuestion) is None


@pytest.mark.usefixtures("copied")
def test_a_dragged_quotation_is_told_once_the_tunes_are_read(
    qtbot: QtBot, conductor: Conductor
) -> None:
    conductor.originality.originality.get_ready()
    with qtbot.waitSignal(conductor.message_posted) as told:
        conductor.write_drag_files(conductor.selected_id, [".mid"], lambda _: None)
    assert "in common with “My Tune”" in told.args[0]


def test_a_tune_brought_into_the_session_is_known_from_then_on(
    qtbot: QtBot, conductor: Conductor
) -> None:
    desk = conductor.originality
    melody = max(
        (one.melody for one in conductor.session.generation),
        key=lambda melody: melody.note_count,
    )
    style = style_text([StyleTune(heightened(melody), Key.named("C", "major"))])
    conductor.change_settings(style=style)
    answers: list[Found] = []
    desk.ask([melody], answers.append)
    qtbot.waitUntil(lambda: bool(answers))
    [nearness] = answers[0]
    assert nearness is not None
    assert (nearness.source, nearness.share) == ("your tunes of this style", 1.0)


def hover(widget: QWidget, at: QPoint) -> None:
    """Move the pointer with no button held, whatever QTest clicked on before."""
    spot, none = QPointF(at), Qt.MouseButton.NoButton
    keys = Qt.KeyboardModifier.NoModifier
    place = widget.mapToGlobal(spot)
    move = QMouseEvent(QEvent.Type.MouseMove, spot, place, none, none, keys)
    QApplication.sendEvent(widget, move)


def test_a_row_of_favourites_tells_what_it_comes_near_to(
    qtbot: QtBot, conductor: Conductor, actions: Actions, copied: Melody
) -> None:
    conductor.toggle_favourite(conductor.selected_id)
    desk = LibraryDesk(conductor, reason="No room.", parent=conductor)
    page = FavouritesPage(conductor, actions, desk)
    qtbot.addWidget(page)
    page.resize(1000, 600)
    page.show()
    qtbot.waitUntil(lambda: len(page.model.melodies) == 1)
    row = page.list.visualRect(page.model.index(0))
    name = RowParts.of(row, current_theme()).name(current_theme()).center().toPoint()
    assert not conductor.originality.known_words(copied)
    viewport = page.list.viewport()
    hover(viewport, name)
    assert "My Tune" not in page.list.toolTip()
    conductor.originality.originality.get_ready()
    hover(viewport, row.bottomLeft() + QPoint(4, 40))
    hover(viewport, name)
    assert page.list.toolTip().startswith("Quotes “My Tune” (your file “My Tune.mid”)")

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from musicbreeder.formats import engraving
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.inspector import Inspector
from musicbreeder.gui.inspector_score import NOTES, ROLL, InspectorScore
from musicbreeder.gui.score_saving import FORMS, ScoreButton


def choose(score: InspectorScore, value: str) -> None:
    score.switch.show_value(value)
    score.switch.chosen.emit(value)


def show_notes(qtbot: QtBot, inspector: Inspector) -> InspectorScore:
    pytest.importorskip("verovio")
    choose(inspector.score, NOTES)
    qtbot.waitUntil(lambda: inspector.score.view.picture is not None, timeout=20_000)
    return inspector.score


def test_the_notes_take_the_place_of_the_roll_follow_the_choice_and_give_it_back(
    qtbot: QtBot, inspector: Inspector, conductor: Conductor
) -> None:
    assert inspector.roll.isVisible()
    score = show_notes(qtbot, inspector)
    assert not inspector.roll.isVisible()
    assert score.view.isVisible()
    picture = score.view.picture
    assert picture is not None
    steps = {note.start for note in picture.request.individual.melody.notes}
    assert steps <= set(picture.places)
    drawn = [
        QColor.fromRgba(picture.image.pixel(x, y)).alpha()
        for x in range(0, picture.image.width(), 3)
        for y in range(0, picture.image.height(), 3)
    ]
    assert any(drawn)
    other = conductor.session.generation[5]
    conductor.select(other.id)
    qtbot.waitUntil(
        lambda: score.view.picture.request.individual.id == other.id, timeout=20_000
    )
    assert other.name in score.view.accessibleName()
    assert not inspector.editing.isVisible()
    inspector._actions.shaping.edit_notes.trigger()
    assert score.switch.value == ROLL, "only the roll can be edited"
    assert inspector.roll.isVisible()
    assert inspector.editing.isVisible()
    assert not score.view.isVisible()


def test_the_note_that_sounds_is_lit_and_a_click_plays_from_there(
    qtbot: QtBot, inspector: Inspector, conductor: Conductor
) -> None:
    score = show_notes(qtbot, inspector)
    picture = score.view.picture
    assert picture is not None
    melody = picture.request.individual.melody
    note = melody.notes[2]
    conductor.playhead_moved.emit(
        conductor.selected_id, (note.start + 0.5) / melody.step_count
    )
    lit = score.view.lit_step
    assert lit == note.start
    place = picture.places[melody.notes[3].start].center().toPoint()
    with qtbot.waitSignal(score.view.seek_requested) as sought:
        qtbot.mousePress(score.view, Qt.MouseButton.LeftButton, pos=QPoint(place))
    assert sought.args[0] == pytest.approx(melody.notes[3].start / melody.step_count)


def test_without_the_extra_the_notes_say_how_to_install_it(
    qtbot: QtBot, inspector: Inspector, monkeypatch: pytest.MonkeyPatch
) -> None:
    engraving._toolkit.cache_clear()
    monkeypatch.setitem(sys.modules, "verovio", None)
    choose(inspector.score, NOTES)
    qtbot.waitUntil(lambda: inspector.score.problem.isVisible(), timeout=20_000)
    assert "musicbreeder[score]" in inspector.score.problem.text()


def test_a_score_is_saved_in_every_form(
    qtbot: QtBot, conductor: Conductor, tmp_path: Path
) -> None:
    pytest.importorskip("verovio")
    button = ScoreButton(conductor)
    qtbot.addWidget(button)
    [piece] = conductor.pieces([conductor.individual(conductor.selected_id)])
    beginnings = {".musicxml": b"<?xml", ".pdf": b"%PDF-", ".svg": b"<svg"}
    for form in FORMS:
        path = tmp_path / f"score{form.suffix}"
        with qtbot.waitSignal(conductor.exporter.saved, timeout=20_000):
            conductor.exporter.save_by(form.save, piece, path)
        content = path.read_bytes()
        assert content.startswith(beginnings[path.suffix])
        assert len(content) > 2_000
    button.ask(FORMS[0])
    assert button.dialog is not None
    [suggested] = button.dialog.selectedFiles()
    assert suggested.endswith(" bpm.musicxml")
    button.dialog.reject()

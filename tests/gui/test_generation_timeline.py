import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from musicbreeder.gui.actions import Actions
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.generation_timeline import GenerationTimeline, shown_indices


@pytest.fixture
def timeline(
    qtbot: QtBot, conductor: Conductor, actions: Actions
) -> GenerationTimeline:
    for _ in range(2):
        conductor.session.breed()
    made = GenerationTimeline(conductor, actions)
    qtbot.addWidget(made)
    made.resize(made.sizeHint())
    made.show()
    return made


@pytest.mark.parametrize("count", [1, 2, 7, 10, 11, 100])
@pytest.mark.parametrize("capacity", [3, 4, 10])
def test_first_newest_and_open_generation_always_have_a_dot(
    count: int, capacity: int
) -> None:
    for current in range(count):
        shown = shown_indices(count, current, capacity)
        assert len(shown) == min(count, capacity)
        assert list(shown) == sorted(set(shown))
        assert {0, current, count - 1} <= set(shown)


def test_a_click_on_a_dot_opens_that_generation(
    timeline: GenerationTimeline, conductor: Conductor
) -> None:
    index, middle = timeline._places()[0]
    QTest.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=middle.toPoint())
    assert index == 0
    assert conductor.session.current_index == 0
    assert timeline.accessibleName() == "Generation 1 of 3"
    assert conductor.undo_text


def test_the_keyboard_goes_through_the_generations(
    timeline: GenerationTimeline, conductor: Conductor
) -> None:
    QTest.keyClick(timeline, Qt.Key.Key_Left)
    assert conductor.session.current_index == 1
    QTest.keyClick(timeline, Qt.Key.Key_Right)
    assert conductor.session.current_index == 2


def test_a_dot_tells_what_was_said_of_its_generation(
    timeline: GenerationTimeline, conductor: Conductor
) -> None:
    conductor.rate(conductor.session.generation[0].id, 4)
    conductor.toggle_favourite(conductor.session.generation[1].id)
    assert timeline._summaries[2] == "Generation 3 · 1 rated · 1 favourite"
    conductor.open_generation(0)
    conductor.session.breed()
    conductor.generation_shown.emit()
    assert timeline._summaries[3] == "Generation 4 · bred from generation 1"


def test_dots_stay_inside_however_narrow_the_line(timeline: GenerationTimeline) -> None:
    for width in (60, 90, 200):
        timeline.resize(width, 32)
        timeline.grab()
        assert all(0 < middle.x() < width for _, middle in timeline._places())

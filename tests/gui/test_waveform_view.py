from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from musicbreeder.gui.inspector_waveform import InspectorWaveform, waveform_loader
from musicbreeder.services.audition import Rendering

SAMPLE_RATE = 48_000


@pytest.fixture
def rendering() -> Rendering:
    """Four seconds of bars and one of tail."""
    seconds = np.arange(5 * SAMPLE_RATE) / SAMPLE_RATE
    mono = np.sin(2 * np.pi * 220 * seconds).astype(np.float32) * 0.5
    return Rendering(np.stack([mono, mono], axis=1), 4 * SAMPLE_RATE, SAMPLE_RATE)


@pytest.fixture
def waveform(qtbot: QtBot, rendering: Rendering) -> InspectorWaveform:
    made = InspectorWaveform()
    qtbot.addWidget(made)
    made.resize(288, 104)
    made.show_rendering(rendering)
    made.show()
    return made


@pytest.fixture
def view(qtbot: QtBot, waveform: InspectorWaveform) -> Any:
    qtbot.waitUntil(lambda: waveform.view is not None, timeout=20_000)
    qtbot.wait(20)
    return waveform.view


def turn_wheel(
    view: Any,
    x: int,
    notches: int,
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.ControlModifier,
) -> bool:
    place = QPointF(x, 40)
    event = QWheelEvent(
        place,
        QPointF(view.mapToGlobal(place.toPoint())),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        modifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), event)
    return event.isAccepted()


def test_a_plain_waveform_is_there_before_the_zoomable_one(
    waveform: InspectorWaveform,
) -> None:
    assert waveform.view is None or waveform_loader().view_class is not None
    assert not waveform.grab().isNull()


def test_all_of_it_is_shown_with_its_tail(view: Any) -> None:
    assert view.view_seconds == (0.0, pytest.approx(5.0))


def test_the_wheel_alone_is_left_to_the_panel_around(view: Any) -> None:
    for notches in (3, -3):
        assert not turn_wheel(view, 200, notches, Qt.KeyboardModifier.NoModifier)
    assert view.view_seconds == (0.0, pytest.approx(5.0))


def test_control_and_the_wheel_zoom_around_the_pointer_and_never_beyond_the_ends(
    view: Any,
) -> None:
    x = 200
    under_pointer = view._seconds_at(x)
    turn_wheel(view, x, 4)
    first, last = view.view_seconds
    assert last - first == pytest.approx(5.0 / 1.35**4, rel=0.01)
    assert view._seconds_at(x) == pytest.approx(under_pointer, abs=0.02)
    turn_wheel(view, x, -10)
    assert view.view_seconds == (0.0, pytest.approx(5.0))


def test_keys_zoom_pan_and_show_everything_again(qtbot: QtBot, view: Any) -> None:
    for key in (Qt.Key.Key_Plus, Qt.Key.Key_Plus, Qt.Key.Key_Right):
        qtbot.keyClick(view, key)
    first, last = view.view_seconds
    assert first > 1.1
    assert last - first == pytest.approx(5.0 / 1.35**2, rel=0.01)
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert view.view_seconds == (0.0, pytest.approx(5.0))


def test_dragging_pans_and_does_not_seek(qtbot: QtBot, view: Any) -> None:
    view.zoom(4.0)
    before = view.view_seconds
    sought: list[float] = []
    view.seek_requested.connect(sought.append)
    port = view.viewport()
    qtbot.mousePress(port, Qt.MouseButton.LeftButton, pos=QPoint(200, 40))
    qtbot.mouseMove(port, QPoint(150, 40))
    qtbot.mouseMove(port, QPoint(120, 40))
    qtbot.mouseRelease(port, Qt.MouseButton.LeftButton, pos=QPoint(120, 40))
    assert view.view_seconds[0] > before[0]
    assert sought == []


def test_a_click_seeks_in_shares_of_the_bars_not_of_the_tail(
    qtbot: QtBot, waveform: InspectorWaveform, view: Any
) -> None:
    x = next(x for x in range(288) if view._seconds_at(x) >= 2.0)
    with qtbot.waitSignal(waveform.seek_requested) as sought:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, 40))
    assert sought.args == [pytest.approx(0.5, abs=0.02)]


def test_zoomed_in_the_view_follows_the_playhead(view: Any) -> None:
    view.zoom(10.0, around_seconds=0.0)
    assert view.view_seconds[1] == pytest.approx(0.5)
    view.show_playhead(0.5)
    first, last = view.view_seconds
    assert first <= 2.0 <= last
    assert last - first == pytest.approx(0.5)


def test_drawing_all_of_it_takes_few_points(view: Any) -> None:
    drawn, _ = view._curve.getData()
    assert len(drawn) < 5_000

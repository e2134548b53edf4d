import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from musicbreeder.breeding.individual import Individual
from musicbreeder.gui.actions import Actions
from musicbreeder.gui.card import MelodyCard
from musicbreeder.gui.card_painter import Sounding
from musicbreeder.gui.card_words import card_tooltip
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.well_picture import WellPicture

SIZE = (260, 224)
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def card(qtbot: QtBot, conductor: Conductor, actions: Actions) -> MelodyCard:
    made = MelodyCard(conductor, actions, "Q", conductor.session.generation[1].id)
    conductor.individual_changed.connect(made.show_individual)
    qtbot.addWidget(made)
    made.resize(*SIZE)
    made.show()
    qtbot.waitExposed(made)
    return made


def individual(card: MelodyCard, conductor: Conductor) -> Individual:
    return conductor.individual(card.individual_id)


def star(card: MelodyCard, number: int) -> QPoint:
    layout = card._layout
    return layout.stars[number - 1].center().toPoint()


def test_a_click_hears_the_card_and_selects_it(
    qtbot: QtBot, card: MelodyCard, conductor: Conductor
) -> None:
    with qtbot.waitSignal(conductor.playing_changed):
        QTest.mouseClick(card, LEFT, pos=QPoint(130, 100))
    assert conductor.playing_id == card.individual_id
    assert conductor.selected_id == card.individual_id
    conductor.stop()


def test_a_double_click_hears_the_card_and_does_not_pause_it_again(
    qtbot: QtBot, card: MelodyCard, conductor: Conductor
) -> None:
    with qtbot.waitSignal(conductor.playing_changed):
        conductor.hear(card.individual_id)
    # It began to play before all of it was rendered.
    qtbot.waitUntil(lambda: conductor.rendering(card.individual_id) is not None)
    conductor.stop()
    beside_the_stars = QPoint(200, 212)
    QTest.mouseClick(card, LEFT, pos=beside_the_stars)
    QTest.mouseDClick(card, LEFT, pos=beside_the_stars)
    QTest.mouseRelease(card, LEFT, pos=beside_the_stars)
    assert conductor.is_playing
    conductor.stop()


def test_a_click_in_the_well_of_the_card_that_plays_goes_to_that_place(
    qtbot: QtBot, card: MelodyCard, conductor: Conductor
) -> None:
    QTest.mouseClick(card, LEFT, pos=QPoint(130, 10))
    qtbot.waitUntil(lambda: conductor.is_playing)
    fractions: list[float] = []
    conductor.playhead_moved.connect(lambda _id, fraction: fractions.append(fraction))
    QTest.mouseClick(card, LEFT, pos=QPoint(200, 100))
    assert 0.7 < fractions[0] < 0.85
    conductor.stop()


def test_a_star_rates_and_the_same_star_again_clears(
    card: MelodyCard, conductor: Conductor
) -> None:
    QTest.mouseClick(card, LEFT, pos=star(card, 4))
    assert individual(card, conductor).rating == 4
    QTest.mouseClick(card, LEFT, pos=star(card, 2))
    assert individual(card, conductor).rating == 2
    QTest.mouseClick(card, LEFT, pos=star(card, 2))
    assert individual(card, conductor).rating is None
    assert conductor.playing_id == -1


def test_a_press_on_a_star_that_is_let_go_elsewhere_rates_nothing(
    card: MelodyCard, conductor: Conductor
) -> None:
    heart = card._layout.heart.center().toPoint()
    for elsewhere in (QPoint(130, 100), heart):
        QTest.mousePress(card, LEFT, pos=star(card, 4))
        QTest.mouseRelease(card, LEFT, pos=elsewhere)
    assert individual(card, conductor).rating is None
    assert not individual(card, conductor).is_favourite
    assert conductor.playing_id == -1


def test_stars_show_what_a_click_would_give(card: MelodyCard) -> None:
    QTest.mouseMove(card, star(card, 3))
    assert card.state.hovered_star == 3
    QTest.mouseMove(card, QPoint(130, 100))
    assert card.state.hovered_star is None


def test_the_heart_toggles_the_favourite(
    card: MelodyCard, conductor: Conductor
) -> None:
    heart = card._layout.heart.center().toPoint()
    QTest.mouseClick(card, LEFT, pos=heart)
    assert individual(card, conductor).is_favourite
    QTest.mouseClick(card, LEFT, pos=heart)
    assert not individual(card, conductor).is_favourite


def test_a_screen_reader_is_told_the_truth(
    card: MelodyCard, conductor: Conductor
) -> None:
    name = individual(card, conductor).name
    assert card.accessibleName() == f"{name}, not rated, not heard yet"
    conductor.rate(card.individual_id, 4)
    conductor.toggle_favourite(card.individual_id)
    conductor.toggle_pin(card.individual_id)
    card.show_sounding(Sounding.PLAYING)
    assert card.accessibleName() == (
        f"{name}, rated 4 of 5, favourite, pinned as parent, not heard yet, playing"
    )
    card.show_sounding(Sounding.PAUSED)
    assert card.accessibleName().endswith("paused")


def test_a_double_click_on_the_name_renames(
    card: MelodyCard, conductor: Conductor
) -> None:
    QTest.mouseDClick(card, LEFT, pos=QPoint(60, 18))
    field = card.findChild(QLineEdit)
    QTest.keyClicks(field, "Rust Q")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert individual(card, conductor).name == "Rust Q"
    assert "Rust Q" in card.accessibleName()


def test_escape_keeps_the_old_name(card: MelodyCard, conductor: Conductor) -> None:
    old = individual(card, conductor).name
    card.start_renaming()
    field = card.findChild(QLineEdit)
    QTest.keyClicks(field, "Rust")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert individual(card, conductor).name == old


def test_dragging_a_card_out_starts_a_drag_and_plays_nothing(
    qtbot: QtBot, card: MelodyCard, conductor: Conductor
) -> None:
    with qtbot.waitSignal(card.drag_started) as started:
        QTest.mousePress(card, LEFT, pos=QPoint(130, 100))
        QTest.mouseMove(card, QPoint(134, 100))
        QTest.mouseMove(card, QPoint(170, 130))
    assert not card.isDown()
    QTest.mouseRelease(card, LEFT, pos=QPoint(170, 130))
    assert started.args == [card.individual_id]
    assert conductor.playing_id == -1


def test_the_playhead_repaints_a_strip_and_not_the_card(card: MelodyCard) -> None:
    card.show_playhead(0.5)
    QTest.qWait(50)
    painted: list[QRegion] = []
    paint = card.paintEvent

    def record(event: object) -> None:
        painted.append(event.region())  # type: ignore[attr-defined]
        paint(event)  # type: ignore[arg-type]

    card.paintEvent = record  # type: ignore[method-assign]
    well = card._well
    assert well is not None
    step = 1.2 / card._layout.roll.width()
    note = well.sounding_note(0.5)
    while well.sounding_note(0.5 + step) != note:
        step /= 2
    card.show_playhead(0.5 + step)
    QTest.qWait(50)
    areas = [region.boundingRect() for region in painted]
    assert areas
    assert all(area.width() < 12 for area in areas), areas


def test_a_well_is_drawn_once_and_kept(
    card: MelodyCard, conductor: Conductor, monkeypatch: pytest.MonkeyPatch
) -> None:
    card.grab()
    drawn: list[WellPicture] = []
    draw = WellPicture.__init__

    def record(self: WellPicture, *arguments: object) -> None:
        drawn.append(self)
        draw(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(WellPicture, "__init__", record)
    conductor.rate(card.individual_id, 3)
    card.show_selected(True)
    card.show_playhead(0.3)
    card.grab()
    assert drawn == []
    card.resize(300, 240)
    card.grab()
    assert len(drawn) == 1


def test_the_tooltip_says_where_a_melody_came_from(
    card: MelodyCard, conductor: Conductor
) -> None:
    part = card._part_at(QPointF(130, 100))
    tooltip = card_tooltip(card.state, part)
    melody = individual(card, conductor)
    assert melody.name in tooltip
    assert melody.key.name in tooltip


def test_a_card_is_painted_inside_its_bounds_at_its_smallest(
    card: MelodyCard,
) -> None:
    card.resize(196, 148)
    card.show_parent(True)
    card.grab()
    whole = QRect(0, 0, 196, 148)
    assert whole.contains(card._chip.toAlignedRect())
    assert card._layout.roll.height() > 20

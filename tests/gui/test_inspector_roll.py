import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from pytestqt.qtbot import QtBot

from musicbreeder.breeding.individual import Individual, Origin
from musicbreeder.gui.inspector_roll import InspectorRoll
from musicbreeder.gui.origin_marks import OriginLegend, OriginLooks, paint_note
from musicbreeder.melody.melody import Melody
from musicbreeder.theory.scale import Key


@pytest.fixture
def family(melody: Melody) -> dict[int, Individual]:
    """Two first melodies and a child that has notes of both and new ones."""
    key = Key.named("C", "major")
    origins = np.zeros(melody.step_count, dtype=np.uint8)
    origins[8:16] = Origin.SECOND_PARENT
    origins[24:] = Origin.MUTATION
    seeds = np.full(melody.step_count, Origin.SEED, dtype=np.uint8)
    return {
        0: Individual(0, "Copper Fern", melody, key, 0, origins=seeds),
        1: Individual(1, "Glass Harbour", melody, key, 0, origins=seeds),
        2: Individual(2, "Tin Lark", melody, key, 1, (0, 1), origins=origins),
    }


@pytest.fixture
def roll(qtbot: QtBot, family: dict[int, Individual]) -> InspectorRoll:
    made = InspectorRoll()
    qtbot.addWidget(made)
    made.resize(288, 216)
    made.show_individual(family[2], OriginLooks.of(family[2], family.__getitem__))
    made.show()
    return made


def test_a_click_seeks_to_where_it_was_made(qtbot: QtBot, roll: InspectorRoll) -> None:
    field = roll._geometry.field
    middle = QPoint(round(field.center().x()), round(field.center().y()))
    with qtbot.waitSignal(roll.seek_requested) as sought:
        qtbot.mouseClick(roll, Qt.MouseButton.LeftButton, pos=middle)
    assert sought.args == [pytest.approx(0.5, abs=0.01)]


def test_a_click_on_the_note_names_seeks_to_the_beginning(
    qtbot: QtBot, roll: InspectorRoll
) -> None:
    with qtbot.waitSignal(roll.seek_requested) as sought:
        qtbot.mouseClick(roll, Qt.MouseButton.LeftButton, pos=QPoint(4, 100))
    assert sought.args == [0.0]


def test_arrow_keys_seek_by_beats_and_page_keys_by_bars(
    qtbot: QtBot, roll: InspectorRoll
) -> None:
    roll.show_playhead(0.25)
    for key, expected in (
        (Qt.Key.Key_Right, 12 / 32),
        (Qt.Key.Key_Left, 4 / 32),
        (Qt.Key.Key_PageDown, 24 / 32),
        (Qt.Key.Key_Home, 0.0),
    ):
        with qtbot.waitSignal(roll.seek_requested) as sought:
            qtbot.keyClick(roll, key)
        assert sought.args == [pytest.approx(expected)]


def test_a_note_under_the_pointer_says_its_name_place_and_origin(
    roll: InspectorRoll, family: dict[int, Individual]
) -> None:
    second_parents_note = family[2].melody.notes[3]
    centre = roll._geometry.note_rect(second_parents_note).center()
    note = roll._note_at(centre)
    assert note == second_parents_note
    assert roll._note_text(note) == "G4 · bar 1, beat 3 · from Glass Harbour"
    assert roll._note_at(QPointF(1, 1)) is None


def test_all_notes_lie_inside_the_well(
    roll: InspectorRoll, family: dict[int, Individual]
) -> None:
    geometry = roll._geometry
    field = geometry.field.adjusted(-1, -1, 1, 1)
    for note in family[2].melody.notes:
        assert field.contains(geometry.note_rect(note))


def test_swing_moves_the_off_beats_as_it_moves_the_sound(
    roll: InspectorRoll, family: dict[int, Individual]
) -> None:
    straight = roll._geometry.x(6)
    looks = OriginLooks.of(family[2], family.__getitem__)
    roll.show_individual(family[2], looks, swing=1.0)
    assert roll._geometry.x(6) > straight
    width = roll._geometry.field.width()
    assert roll._geometry.x(8) == pytest.approx(straight + width * 2 / 32)


def test_only_two_strips_are_painted_again_while_it_plays(roll: InspectorRoll) -> None:
    roll.show_playhead(0.5)
    dirty = roll._dirty_rect()
    assert dirty.width() < roll.width() / 4


def test_the_legend_names_what_occurs_and_nothing_else(
    qtbot: QtBot, family: dict[int, Individual]
) -> None:
    legend = OriginLegend()
    qtbot.addWidget(legend)
    legend.show_individual(family[2], OriginLooks.of(family[2], family.__getitem__))
    assert legend.accessibleName() == (
        "Notes: from Copper Fern, from Glass Harbour, new"
    )
    legend.show_individual(family[0], OriginLooks.of(family[0], family.__getitem__))
    assert legend.accessibleName() == "Notes: first melody"


def test_parents_of_one_family_still_get_two_colours(
    family: dict[int, Individual], melody: Melody
) -> None:
    key = Key.named("C", "major")
    family[3] = Individual(3, "Cousin", melody, key, 1, (0,))
    family[4] = Individual(4, "Child", melody, key, 2, (0, 3))
    hues = OriginLooks.of(family[4], family.__getitem__).hues
    parents_and_new = (Origin.FIRST_PARENT, Origin.SECOND_PARENT, Origin.MUTATION)
    assert len({hues[origin] % 6 for origin in parents_and_new}) == 3


def test_origins_differ_in_texture_too_not_only_in_colour(qtbot: QtBot) -> None:
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QImage, QPainter

    pictures = []
    for origin in (Origin.FIRST_PARENT, Origin.SECOND_PARENT, Origin.MUTATION):
        image = QImage(24, 10, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.black)
        painter = QPainter(image)
        paint_note(painter, QRectF(0, 0, 24, 10), origin, "#FFFFFF")
        painter.end()
        pictures.append(image)
    first, second, new = pictures
    assert first != second
    assert first != new
    assert second != new

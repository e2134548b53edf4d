"""Breeding on demand from the window: keys, the question, progress, favourites."""

from dataclasses import replace

import pytest
from PySide6.QtGui import QKeySequence
from pytestqt.qtbot import QtBot

from musicbreeder.breeding.on_demand import Demand
from musicbreeder.gui.actions import Actions
from musicbreeder.gui.card_painter import CardState
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.favourite_pair import breed_favourites
from musicbreeder.gui.meter_picker import MeterPicker
from musicbreeder.gui.roll_painter import grid_lines
from musicbreeder.gui.taste_line import TasteLine
from musicbreeder.gui.tree_model import TreeModel
from musicbreeder.melody.melody import Melody, Note
from musicbreeder.storage.library_lists import LibraryMelody
from musicbreeder.theory.meter import METERS, meter_named


def raised(melody: Melody) -> Melody:
    notes = [replace(melody.notes[0], midi_note=melody.notes[0].midi_note + 2)]
    return Melody.from_notes(
        [*notes, *melody.notes[1:]], melody.step_count, melody.meter
    )


def test_two_melodies_are_asked_for_one_after_the_other_and_bred(
    qtbot: QtBot, conductor: Conductor, actions: Actions
) -> None:
    line = TasteLine(conductor, actions)
    qtbot.addWidget(line)
    first, second = conductor.session.generation[0], conductor.session.generation[4]
    action = actions.shaping.breed_with
    action.trigger()
    assert line.line is not None
    assert first.name in line.line.text
    assert not action.isEnabled()  # not with itself
    conductor.select(second.id)
    assert action.text() == f"Breed {first.name} with {second.name}"
    with qtbot.waitSignal(conductor.generation_shown, timeout=20_000):
        action.trigger()
        assert conductor.is_breeding
    assert line.line is None
    for one in conductor.session.generation:
        assert set(one.parent_ids) == {first.id, second.id}


def test_a_click_on_a_card_answers_and_never_mind_ends_the_question(
    conductor: Conductor,
) -> None:
    first, second = conductor.session.generation[:2]
    conductor.pairing.begin(first.id)
    conductor.pairing.skip()
    assert not conductor.point_at(second.id)
    conductor.pairing.begin(first.id)
    assert conductor.point_at(second.id)
    assert conductor.is_breeding
    conductor.cancel_breeding()


def test_what_is_demanded_can_be_cancelled_like_any_breeding(
    conductor: Conductor,
) -> None:
    conductor.demand(Demand.SURPRISE)
    assert conductor.is_breeding
    conductor.cancel_breeding()
    conductor.worker.finish()
    assert len(conductor.session.history) == 1


def test_every_demand_has_a_key_and_is_disabled_while_something_is_bred(
    conductor: Conductor, actions: Actions
) -> None:
    shaping = actions.shaping
    demanding = (shaping.breed_with, *shaping.of_one)
    assert all(not one.shortcut().isEmpty() for one in demanding)
    conductor.demand(Demand.LIKE, conductor.selected_id)
    assert not any(one.isEnabled() for one in demanding)
    assert "being bred" in demanding[1].toolTip()
    conductor.cancel_breeding()
    assert all(one.isEnabled() for one in demanding)
    assert QKeySequence("J") in [one.shortcut() for one in demanding]


def test_a_lock_is_said_on_the_card(conductor: Conductor) -> None:
    one = conductor.session.generation[0]
    conductor.toggle_bar_lock(one.id, 1)
    locked = conductor.individual(one.id)
    assert "bar 2 locked" in CardState(locked, "Q", "").spoken
    conductor.toggle_bar_lock(one.id, 1)
    assert "locked" not in CardState(conductor.individual(one.id), "Q", "").spoken


def test_an_edited_melody_keeps_the_line_of_its_parent_in_the_tree(
    conductor: Conductor,
) -> None:
    session = conductor.session
    session.set_pinned(session.generation[0].id, True)
    parent = session.generation[0]
    session.breed()
    child = next(one for one in session.generation if parent.id in one.parent_ids)
    edited_id = conductor.edit_notes(child.id, raised(child.melody), child.id)
    model = TreeModel.of(session.history)
    node = model.node_of[edited_id]
    assert child.id not in model.ids
    assert model.node_of[parent.id] in model.parents[node]
    assert model.hues[node] == model.hues[model.node_of[parent.id]]


def test_a_melody_of_another_generation_is_edited_and_undone_where_it_is(
    conductor: Conductor,
) -> None:
    session = conductor.session
    old = session.generation[2]
    session.breed()
    conductor.select(old.id)
    edited_id = conductor.edit_notes(old.id, raised(old.melody), old.id)
    assert conductor.selected_id == edited_id
    assert session.current_index == 1
    assert session.history[0].individuals[2].id == edited_id
    conductor.undo()
    assert conductor.selected_id == old.id
    conductor.redo()
    assert conductor.selected_id == edited_id


def test_two_favourites_of_other_sessions_are_brought_here_and_bred(
    qtbot: QtBot, conductor: Conductor
) -> None:
    own = conductor.session.generation[3]
    foreign_melody = raised(conductor.session.generation[5].melody)
    sound = conductor.session.sound

    def listed(session_id: int, one, name: str, melody: Melody) -> LibraryMelody:
        return LibraryMelody(
            session_id, one.id, name, "Some session", melody, one.key, None, True,
            sound.instrument, sound.tempo,
        )  # fmt: skip

    pair = [
        listed(1, own, own.name, own.melody),
        listed(2, own, "Far Shore", foreign_melody),
    ]
    breed_favourites(conductor, 1, pair)
    qtbot.waitUntil(lambda: not conductor.is_breeding, timeout=20_000)
    session = conductor.session
    assert len(session.history) == 3
    brought = session.history[1].individuals[0]
    assert (brought.name, brought.melody) == ("Far Shore", foreign_melody)
    for one in session.generation:
        assert set(one.parent_ids) == {own.id, brought.id}
    conductor.undo()
    assert session.current_index == 0


@pytest.fixture
def picker(qtbot: QtBot) -> MeterPicker:
    made = MeterPicker()
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_meter_is_put_together_from_its_parts(
    qtbot: QtBot, picker: MeterPicker
) -> None:
    chosen: list[str] = []
    picker.chosen.connect(chosen.append)
    picker.signature.button("5/4").click()
    picker.accents["5/4"].button((2, 3)).click()
    picker.grid.button(True).click()
    picker.pickup.button("1/4").click()
    picker.signature.button("7/8").click()
    assert chosen == [
        "5/4",
        "5/4 2+3",
        "5/4 2+3 triplets",
        "5/4 2+3 triplets pickup 1/4",
        "7/8 pickup 1/4",
    ]
    assert picker.accents["7/8"].isVisible()
    assert not picker.accents["5/4"].isVisible()


def test_what_a_meter_does_not_have_is_disabled_with_the_reason(
    picker: MeterPicker,
) -> None:
    picker.show_value("6/8")
    assert not picker.grid.button(True).isEnabled()
    assert "6/8 has no grid of triplets" in picker.grid.button(True).toolTip()
    picker.show_value("4/4 triplets")
    assert not picker.pickup.button("1/8").isEnabled()
    assert picker.pickup.button("1/4").isEnabled()


@pytest.mark.parametrize(
    ("name", "bars", "beats"),
    [
        ("4/4", [0, 16], [4, 8, 12, 20, 24, 28]),
        ("7/8", [0, 14], [4, 8, 18, 22]),
        ("4/4 triplets", [0, 12], [3, 6, 9, 15, 18, 21]),
        ("3/4 pickup 1/4", [4, 16], [0, 8, 12, 20]),
    ],
)
def test_lines_stand_where_bars_and_beats_begin(name, bars, beats) -> None:
    meter = meter_named(name)
    melody = Melody.from_notes([Note(0, 1, 60)], 2 * meter.steps_per_bar, meter)
    lines = grid_lines(melody)
    assert [step for step, is_bar in lines if is_bar] == bars
    assert [step for step, is_bar in lines if not is_bar] == beats


def test_every_meter_can_be_chosen(picker: MeterPicker) -> None:
    for name in METERS:
        picker.show_value(name)
        assert picker.value == name
        assert picker.signature.value == METERS[name].signature

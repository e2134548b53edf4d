import pytest

from musicbreeder.gui.morph_dialog import MorphDialog
from musicbreeder.services.morphing import WALK_STEPS


@pytest.fixture
def dialog(conductor, qtbot):
    first = conductor.session.generation[0]
    dialog = MorphDialog(conductor, first)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.step is not None, timeout=20_000)
    return dialog


def test_the_way_begins_at_the_first_melody_and_the_slider_goes_along_it(dialog):
    assert dialog.slider.maximum() == WALK_STEPS - 1
    assert dialog.step.change.startswith("0 % of the way")
    dialog.slider.setValue(4)
    assert dialog.step.change.startswith("50 % of the way")
    assert "50 %" in dialog.change.text()


def test_what_is_ticked_becomes_a_generation(dialog, conductor):
    for place, box in enumerate(dialog.keeps):
        box.setChecked(place in (2, 4))
    melodies = [one.melody for one in dialog.kept]
    assert len(melodies) == 2

    dialog.keep_button.click()

    assert [one.melody for one in conductor.session.generation] == melodies
    assert conductor.undo_text.startswith("morph of")
    assert not dialog.isVisible()


def test_without_a_tick_there_is_nothing_to_keep_and_the_button_says_so(dialog):
    for box in dialog.keeps:
        box.setChecked(False)
    assert not dialog.keep_button.isEnabled()
    assert dialog.keep_button.toolTip() == "Tick a step first"


def test_another_goal_gives_another_way(dialog, qtbot):
    dialog.slider.setValue(WALK_STEPS - 1)
    goal = dialog.step.melody
    dialog.goal.setCurrentIndex((dialog.goal.currentIndex() + 1) % 5)
    qtbot.waitUntil(lambda: dialog.step is not None, timeout=20_000)
    assert dialog.step.melody != goal


def test_a_melody_that_is_pinned_is_the_first_goal(conductor, qtbot):
    pinned = conductor.session.generation[5]
    conductor.session.set_pinned(pinned.id, True)
    dialog = MorphDialog(conductor, conductor.session.generation[0])
    qtbot.addWidget(dialog)
    assert dialog.goal.currentText() == pinned.name
    qtbot.waitUntil(lambda: dialog.step is not None, timeout=20_000)


def test_a_direction_breeds_melodies_of_the_selected_one(conductor, actions, qtbot):
    parent = conductor.session.generation[2]
    conductor.select(parent.id)
    denser = next(
        one for one in actions.shaping.morphing.all_actions if one.text() == "Denser"
    )
    assert denser.isEnabled()

    denser.trigger()
    qtbot.waitUntil(lambda: conductor.session.current_index == 1, timeout=20_000)

    assert all(one.parent_ids == (parent.id,) for one in conductor.session.generation)
    assert conductor.undo_text == f"denser {parent.name}"

import pytest
from pytestqt.qtbot import QtBot

from musicbreeder.gui import seeder_choice
from musicbreeder.gui.seeder_choice import SeederChoice


@pytest.fixture
def choice(qtbot: QtBot) -> SeederChoice:
    made = SeederChoice()
    qtbot.addWidget(made)
    return made


def test_several_ticks_make_a_mix_and_automatic_ends_it(
    qtbot: QtBot, choice: SeederChoice
) -> None:
    chosen: list[str] = []
    choice.chosen.connect(chosen.append)
    choice.ticks["tune library"].trigger()
    choice.ticks["event transformer"].trigger()
    assert choice.text() == "Event transformer + Tune library"
    assert not choice.ticks["auto"].isChecked()
    choice.ticks["event transformer"].trigger()
    choice.ticks["tune library"].trigger()
    assert chosen == [
        "tune library",
        "event transformer + tune library",
        "tune library",
        "auto",
    ]
    assert choice.text() == "Automatic"


def test_the_style_of_your_tunes_waits_for_tunes(choice: SeederChoice) -> None:
    assert not choice.ticks["your tunes"].isEnabled()
    assert "Import tunes" in choice.ticks["your tunes"].toolTip()
    choice.show_value("auto", has_style=True)
    assert choice.ticks["your tunes"].isEnabled()


def test_a_missing_file_is_told_with_the_cure(
    choice: SeederChoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        seeder_choice,
        "missing_file",
        lambda name: "models/x.npz" if name == "event transformer" else None,
    )
    choice.show_value("event transformer", has_style=False)
    assert not choice.ticks["event transformer"].isEnabled()
    assert "install musicbreeder again" in choice.toolTip()

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from musicbreeder.gui import file_question
from musicbreeder.gui.file_question import file_to_open, files_to_open


@pytest.fixture
def begun_in(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The folders that were opened first; the person chooses nothing."""
    folders: list[str] = []

    def none_chosen(
        parent: QWidget, title: str, folder: str, filters: str
    ) -> tuple[str, str]:
        folders.append(folder)
        return "", ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", none_chosen)
    monkeypatch.setattr(file_question, "_last_folders", [])
    return folders


def test_files_are_first_looked_for_among_a_person_s_own(
    qtbot: QtBot, begun_in: list[str]
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    assert file_to_open(parent, "Choose a loop", "Sound (*.wav)") is None
    (folder,) = begun_in
    assert Path(folder).is_dir()
    assert Path(folder) != Path.cwd()


def test_the_next_file_is_looked_for_where_the_last_one_was(
    qtbot: QtBot,
    begun_in: list[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    chosen = [str(tmp_path / name) for name in ("a.mid", "b.mid")]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: (chosen, "Tunes"))
    paths = files_to_open(parent, "Import tunes", "Tunes (*.mid)")
    assert [path.name for path in paths] == ["a.mid", "b.mid"]
    file_to_open(parent, "Open a recording", "Recordings (*.wav)")
    assert begun_in == [str(tmp_path)]

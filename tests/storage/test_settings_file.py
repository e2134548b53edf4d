import json
from datetime import date
from pathlib import Path

import pytest

from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.errors import LibraryError
from musicbreeder.storage.settings_file import (
    ReadSettings,
    Settings,
    read_settings,
    write_settings,
)
from musicbreeder.theory.meter import Tempo

UNUSUAL = Settings(
    theme="light",
    interface_scale=1.5,
    window_geometry=bytes(range(256)),
    is_inspector_open=False,
    device_name="Kopfhörer (USB)",
    volume=0.25,
    is_looping=False,
    instrument="bell",
    tempo=Tempo(92.5, swing=0.3),
    breeding=BreedingSettings(
        bars=2, meter="6/8", key="Bb", lowest_note=40, highest_note=70, density=0.2
    ),
    export_folder=Path("somewhere") / "else",
    hints_used=frozenset({"rate", "hear"}),
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "new folder" / "settings.json"


def write_json(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")


@pytest.mark.parametrize("settings", [Settings(), UNUSUAL])
def test_settings_come_back_as_they_were_written(path, settings):
    write_settings(path, settings)
    assert read_settings(path) == ReadSettings(settings)


def test_without_a_file_the_defaults_are_used_without_a_word(path):
    assert read_settings(path) == ReadSettings(Settings())
    assert not path.parent.exists()


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b'{"theme": "dark", ',
        b"\xff\xfe\x00 not text",
        b"[1, 2]",
        b'"dark"',
        b"[" * 100_000,
    ],
)
def test_a_damaged_file_is_set_aside_under_a_dated_name(path, damage):
    path.parent.mkdir()
    for _ in range(2):  # the second one must not replace the first
        path.write_bytes(damage)
        read = read_settings(path)
        assert read.settings == Settings()
        assert "damaged" in read.notice
        assert not path.exists()
    kept = sorted(path.parent.iterdir())
    today = date.today().isoformat()
    assert [one.name for one in kept] == [
        f"settings.damaged-{today}-2.json",
        f"settings.damaged-{today}.json",
    ]
    assert all(one.read_bytes() == damage for one in kept)
    assert str(kept[0]) in read.notice


def test_fields_of_a_newer_version_are_left_out(path):
    write_json(
        path,
        {
            "schema_version": 99,
            "theme": "dark",
            "hologram": True,
            "tempo": {"bpm": 90.0, "feel": "drunk"},
        },
    )
    read = read_settings(path)
    assert read == ReadSettings(Settings(theme="dark", tempo=Tempo(90.0)))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("theme", "pink"),
        ("theme", 3),
        ("interface_scale", 9),
        ("interface_scale", "1"),
        ("volume", -0.1),
        ("volume", float("nan")),
        ("volume", True),
        ("volume", None),
        ("is_looping", 1),
        ("instrument", ""),
        ("window_geometry", "not base64!"),
        ("hints_used", "rate"),
        ("hints_used", [1]),
        ("export_folder", 5),
        ("tempo", 120),
        ("breeding", []),
    ],
)
def test_an_impossible_value_goes_back_to_its_default_alone(path, name, value):
    content = {"device_name": "USB", "hints_used": ["hear"], name: value}
    write_json(path, content)
    read = read_settings(path)
    assert name in read.notice
    assert getattr(read.settings, name) == getattr(Settings(), name)
    assert read.settings.device_name == "USB"


def test_impossible_values_inside_a_group_do_not_take_the_group_with_them(path):
    write_json(
        path,
        {
            "tempo": {"bpm": 1_000, "swing": 0.5},
            "breeding": {"bars": 2, "meter": "13/4", "key": "H", "density": None},
        },
    )
    read = read_settings(path)
    assert read.settings.tempo == Tempo(swing=0.5)
    assert read.settings.breeding == BreedingSettings(bars=2)
    for name in ("tempo.bpm", "breeding.meter", "breeding.key"):
        assert name in read.notice


def test_a_file_that_cannot_be_read_is_left_in_place(path):
    path.mkdir(parents=True)
    read = read_settings(path)
    assert read.settings == Settings()
    assert "cannot be opened" in read.notice
    assert path.is_dir()


def test_settings_that_cannot_be_written_leave_a_sentence_and_the_old_file(
    path, monkeypatch
):
    write_settings(path, UNUSUAL)

    def refuse(self, target):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(LibraryError, match="not kept"):
        write_settings(path, Settings())
    assert read_settings(path).settings == UNUSUAL
    assert [one.name for one in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize(
    "fields",
    [{"theme": "pink"}, {"interface_scale": 0.1}, {"volume": 2.0}, {"instrument": ""}],
)
def test_the_domain_refuses_impossible_settings(fields):
    with pytest.raises(ValueError, match="must"):
        Settings(**fields)


@pytest.mark.parametrize(
    "keys", ["QWER", "QQERASDFZXCV", "qwerasdfzxcv", "1234ASDFZXCV"]
)
def test_keys_of_the_cards_must_be_twelve_different_capital_letters(keys: str) -> None:
    with pytest.raises(ValueError, match="card_keys"):
        Settings(card_keys=keys)
    assert Settings(card_keys="AZERQSDFWXCV").card_keys == "AZERQSDFWXCV"

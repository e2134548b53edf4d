"""Garbage that holds a QObject, while another thread makes garbage of its own."""

import gc
import threading
import weakref

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from musicbreeder.gui.idle_collector import IdleCollector


class Held:
    """Says on which thread it is freed."""

    def __init__(self, freed_on: list[str]) -> None:
        self.itself = self
        self.window = QObject()
        weakref.finalize(self, lambda: freed_on.append(threading.current_thread().name))


def make_garbage() -> None:
    for _ in range(5000):
        ring: list[object] = []
        ring.append(ring)


def test_garbage_is_freed_on_the_gui_thread_though_a_worker_makes_most_of_it(
    qtbot: QtBot,
) -> None:
    collector, freed_on = IdleCollector(), list[str]()
    Held(freed_on)
    worker = threading.Thread(target=make_garbage, name="worker")
    worker.start()
    worker.join()
    assert not freed_on
    qtbot.waitUntil(lambda: bool(freed_on))
    assert freed_on == ["MainThread"]
    collector.deleteLater()


def test_where_little_was_made_nothing_is_looked_for(qtbot: QtBot) -> None:
    collector = IdleCollector()
    gc.collect()
    found: list[str] = []

    def note(phase: str, details: dict[str, int]) -> None:
        del details
        found.append(phase)

    gc.callbacks.append(note)
    try:
        qtbot.wait(5)
    finally:
        gc.callbacks.remove(note)
        collector.deleteLater()
    assert not found


def test_a_search_through_everything_is_not_repeated_at_once(qtbot: QtBot) -> None:
    collector = IdleCollector()
    searched: list[int] = []

    def note(phase: str, details: dict[str, int]) -> None:
        if phase == "start":
            searched.append(details["generation"])

    def make_it_due() -> None:
        gc.callbacks.remove(note)
        for _ in range(gc.get_threshold()[2] + 1):
            gc.collect(1)
        gc.callbacks.append(note)

    gc.callbacks.append(note)
    try:
        make_it_due()
        collector.collect()
        make_it_due()
        collector.collect()
    finally:
        gc.callbacks.remove(note)
        collector.deleteLater()
    assert searched == [2]

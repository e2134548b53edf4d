"""The controls of a meter: its signature, accents, grid and pickup."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from musicbreeder.gui.segments import Segments
from musicbreeder.gui.themed import label, space
from musicbreeder.theory.meter import (
    METERS,
    PICKUP_QUARTERS,
    Meter,
    in_grid,
    meter_named,
)

_NO_PICKUP = ""
_PICKUP_WORDS = {"1/8": "an eighth", "1/4": "a quarter", "1/2": "two quarters"}


class MeterPicker(QWidget):
    """Chooses a meter by its parts; what a meter does not have is disabled, with why.

    Signals:
        chosen: the name of the meter a person chose, see `theory.meter.Meter.name`.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Meter")
        self._meter = METERS["4/4"]
        self.signature = Segments("Meter", _signatures())
        self.signature.chosen.connect(self._on_signature)
        self.accents: dict[str, Segments] = {}
        column = QVBoxLayout(self)
        space(column, spacing=8)
        column.addWidget(self.signature)
        for signature, choices in _accents().items():
            row = Segments("Accents", choices)
            row.chosen.connect(self._on_accents)
            row.setVisible(False)
            self.accents[signature] = row
            column.addWidget(row)
        self.grid = Segments("Grid", {False: "Sixteenths", True: "Triplets"})
        self.grid.chosen.connect(self._on_grid)
        pickups = {_NO_PICKUP: "None"} | {name: name for name in PICKUP_QUARTERS}
        self.pickup = Segments("Pickup", pickups)
        self.pickup.chosen.connect(self._on_pickup)
        rows = QGridLayout()
        space(rows, spacing=8)
        rows.setColumnStretch(1, 1)
        for place, (words, field) in enumerate(
            (("Grid", self.grid), ("Pickup", self.pickup))
        ):
            rows.addWidget(label(words, "muted"), place, 0)
            rows.addWidget(field, place, 1)
        column.addLayout(rows)
        self.show_value(self._meter.name)

    @property
    def value(self) -> str:
        """The name of the chosen meter."""
        return self._meter.name

    def show_value(self, name: str) -> None:
        """Show which meter is chosen, from outside."""
        meter = meter_named(name)
        self._meter = meter
        self.signature.show_value(meter.signature)
        for signature, row in self.accents.items():
            row.setVisible(signature == meter.signature)
            row.show_value(meter.groups)
        self.grid.show_value(meter.is_in_triplets)
        self.pickup.show_value(meter.pickup_name or _NO_PICKUP)
        other_grid = in_grid(meter, is_in_triplets=not meter.is_in_triplets)
        reason = f"{meter.signature} has no grid of triplets"
        _enable(
            self.grid.button(True), other_grid is not None, reason, "Grid: Triplets"
        )
        allowed = meter.without_pickup.pickup_names
        for name, words in _PICKUP_WORDS.items():
            _enable(
                self.pickup.button(name),
                name in allowed,
                f"{_in_words(meter)} leaves no room for a pickup of {words}",
                f"Melodies begin {words} before the first bar line",
            )

    def _on_signature(self, signature: str) -> None:
        plain = METERS[signature]
        meter = in_grid(plain, is_in_triplets=self._meter.is_in_triplets) or plain
        self._choose(_with_pickup_of(self._meter, meter))

    def _on_accents(self, groups: tuple[int, ...]) -> None:
        old = self._meter
        for meter in METERS.values():
            is_same = meter.signature == old.signature and meter.groups == groups
            if is_same and meter.is_in_triplets == old.is_in_triplets:
                self._choose(_with_pickup_of(old, meter))
                return

    def _on_grid(self, is_in_triplets: bool) -> None:
        meter = in_grid(self._meter, is_in_triplets=is_in_triplets)
        if meter is not None:
            self._choose(meter)

    def _on_pickup(self, name: str) -> None:
        self._choose(self._meter.with_pickup(name or None))

    def _choose(self, meter: Meter) -> None:
        self.show_value(meter.name)
        self.chosen.emit(meter.name)


def _signatures() -> Mapping[str, str]:
    return {meter.signature: meter.signature for meter in METERS.values()}


def _accents() -> dict[str, dict[tuple[int, ...], str]]:
    """Return the groups of every signature that has several, with words."""
    found: dict[str, dict[tuple[int, ...], str]] = {}
    for meter in METERS.values():
        if meter.has_uneven_groups:
            words = " + ".join(str(beats) for beats in meter.groups)
            found.setdefault(meter.signature, {})[meter.groups] = words
    return found


def _with_pickup_of(old: Meter, new: Meter) -> Meter:
    has_it = old.pickup_name in new.pickup_names
    return new.with_pickup(old.pickup_name if has_it else None)


def _in_words(meter: Meter) -> str:
    return f"{meter.signature}{' in triplets' if meter.is_in_triplets else ''}"


def _enable(button: QPushButton, is_enabled: bool, reason: str, words: str) -> None:
    button.setEnabled(is_enabled)
    button.setToolTip(words if is_enabled else reason)

"""Where the cards of a grid lie."""

from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize

from musicbreeder.gui.theme import Theme

_NARROW_WINDOW_PX = 1180
_WIDE_COLUMNS, _NARROW_COLUMNS = 4, 3
GAP_PX = 12
_SMALLEST_CARD_PX = (196, 148)
_LARGEST_CARD_PX, _LARGEST_OF_A_FEW_PX = (820, 620), (460, 380)


def most_columns(window_width: int, theme: Theme) -> int:
    """Return how many columns a window so wide, in pixels, has room for."""
    is_narrow = window_width < theme.px(_NARROW_WINDOW_PX)
    return _NARROW_COLUMNS if is_narrow else _WIDE_COLUMNS


@dataclass(frozen=True)
class GridPlan:
    """Where the cards of a grid lie.

    Attributes:
        cards: one rectangle for each card, in reading order.
        size: what the cards take up in all.
    """

    columns: int
    cards: tuple[QRect, ...]
    size: QSize

    @staticmethod
    def of(card_count: int, most_columns: int, area: QSize, theme: Theme) -> "GridPlan":
        """Return a plan that fills `area`, or is higher where cards would be too small.

        Cards stop growing at a largest size, and before they are higher than wide; a
        grid narrower than the area is centred.

        Args:
            most_columns: there are fewer where so many would not fit.
        """
        gap = theme.px(GAP_PX)
        smallest_width, smallest_height = map(theme.px, _SMALLEST_CARD_PX)
        are_few = card_count <= _NARROW_COLUMNS
        largest = _LARGEST_OF_A_FEW_PX if are_few else _LARGEST_CARD_PX
        largest_width, largest_height = map(theme.px, largest)
        fitting = (area.width() + gap) // (smallest_width + gap)
        columns = max(min(fitting, most_columns, card_count), 1)
        rows = -(-card_count // columns)
        width = (area.width() - gap * (columns - 1)) // columns
        height = (area.height() - gap * (rows - 1)) // rows
        width = min(max(width, smallest_width), largest_width)
        # Never higher than wide, where there are few rows.
        height = min(max(height, smallest_height), largest_height, width)
        left = max((area.width() - columns * width - gap * (columns - 1)) // 2, 0)
        cards = tuple(
            QRect(
                left + place % columns * (width + gap),
                place // columns * (height + gap),
                width,
                height,
            )
            for place in range(card_count)
        )
        full = QSize(area.width(), rows * (height + gap) - gap)
        return GridPlan(columns, cards, full)

    def neighbour(self, place: int, column_step: int, row_step: int) -> int:
        """Return the place one step on, or the same place at the edge of the grid."""
        column = place % self.columns + column_step
        if not 0 <= column < self.columns:
            return place
        other = place + column_step + row_step * self.columns
        return other if 0 <= other < len(self.cards) else place

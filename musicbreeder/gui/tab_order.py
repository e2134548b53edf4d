"""Puts what comes later into the place that the Tab key should find it in.

Qt goes through controls in the order in which they came into the window, so that a
page made when it is first opened would be reached after everything else.
"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def tab_to_after(part: QWidget, before: QWidget) -> None:
    """Let Tab reach what is in `part` after what else is in, or else before, `before`.

    Both stand in the same window.
    """
    chain = _chain(part.window())
    own = [one for one in chain if _is_in(one, part)]
    others = [one for one in chain if not _is_in(one, part)]
    end = max(
        (place for place, one in enumerate(others) if _is_in(one, before)), default=-1
    )
    reached = [one for one in others[: end + 1] if _is_reached(one)]
    if not reached:
        return
    last = reached[-1]
    for widget in own:
        if _is_reached(widget):
            QWidget.setTabOrder(last, widget)
            last = widget


def _chain(window: QWidget) -> list[QWidget]:
    """Return everything in a window in the order of Tab, the window first."""
    chain, widget = [window], window.nextInFocusChain()
    while widget is not None and widget is not window:
        chain.append(widget)
        widget = widget.nextInFocusChain()
    return chain


def _is_in(widget: QWidget, part: QWidget) -> bool:
    return widget is part or part.isAncestorOf(widget)


def _is_reached(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)

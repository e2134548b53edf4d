"""The actions that lead to what the library holds."""

from musicbreeder.gui.action_maker import ActionMaker


class LibraryActions:
    """Makes the actions; the main window runs them."""

    def __init__(self, maker: ActionMaker) -> None:
        self.show_favourites = maker.make("Favourites", "Ctrl+3")
        self.show_favourites.setCheckable(True)
        self.open_sessions = maker.make("Sessions…", "Ctrl+O")

    def show_favourite_count(self, count: int) -> None:
        """Let the tab say how many favourites there are."""
        self.show_favourites.setText(
            f"Favourites  {count:,}" if count else "Favourites"
        )

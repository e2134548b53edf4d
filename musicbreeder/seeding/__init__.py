"""Where first melodies come from.

May import `melody`, `theory` and the ground floor.
"""

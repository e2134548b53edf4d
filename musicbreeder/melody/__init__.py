"""The thing that is bred: a melody, its timing and what can be said about it.

May import `theory` and the ground floor.
"""

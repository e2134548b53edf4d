"""Sound: from timed notes to float32 samples, in numpy alone.

May import `melody`, `theory` and the ground floor.
"""

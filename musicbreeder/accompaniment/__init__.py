"""Workshop floor: chords, bass and drums under a melody.

Knows theory and melodies; knows no sound, no file and no other workshop.
"""

"""Files that leave or enter the app: MIDI, WAV, pictures.

May import `melody`, `theory` and the ground floor; each format's library has one home.
"""

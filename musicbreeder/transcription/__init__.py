"""From one voice that is heard to notes; a workshop.

It knows samples and notes, no files, no microphone and no window.
"""

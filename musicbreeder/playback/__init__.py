"""One output stream, transport, device choice; knows samples, no music.

May import the ground floor only. `player` is the door; `mixer` decides which sample
sounds when, `device` is the only home of sounddevice, `silent_clock` stands in for a
device where there is none.
"""

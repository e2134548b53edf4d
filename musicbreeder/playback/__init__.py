"""One output stream, transport, device choice; knows samples, no music.

May import the ground floor only. `player` is the door, a `transport` with a device;
`mixer` decides which sample sounds when, `live_feed` makes what follows a hand,
`device` is the only home of sounddevice, `silent_clock` stands in for a device where
there is none.
"""

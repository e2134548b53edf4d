"""MIDI while it is played: ports, parts, clock; what goes to and comes from synths.

May import `melody`, `theory` and the ground floor. `port` is the only home of rtmidi;
`part` is what a melody is on the wire, `performer` plays it in time, `input` hears what
others play, `note_guard` lets no note hang when the app dies.
"""

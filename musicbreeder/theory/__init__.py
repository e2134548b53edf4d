"""Facts about pitch, scale, meter, chord and consonance that are true without this app.

May import only `errors` and `resources`.
"""

"""Facts about pitch, scale and meter that are true without this app.

May import only `errors` and `resources`.
"""

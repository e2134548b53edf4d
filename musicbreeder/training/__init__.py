"""Apart from the house: trains the models that ship with the app.

Needs the extra ``train``; nothing else imports it.
"""

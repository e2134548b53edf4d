"""The window: the only place that knows Qt.

May import everything below; nothing imports it but `bootstrap`.
"""

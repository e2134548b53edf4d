"""The command line: what can be done without a window.

May import `services` and everything below.
"""

"""What the app can do, without a window.

May import `storage`, the workshops and everything below.
"""

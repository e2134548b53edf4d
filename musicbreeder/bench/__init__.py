"""Benchmarks that anyone can repeat: ``musicbreeder bench NAME``.

May import `services` and everything below.
"""

"""Simulated listeners: their formulas live here and nowhere else.

Nothing below the benchmarks may import this floor, so the product can only learn what a
listener likes as it learns it from a person: by the stars they give.
"""

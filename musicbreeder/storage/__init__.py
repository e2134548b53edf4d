"""What is kept between two runs: settings and where they lie.

May import the workshops and everything below.
"""

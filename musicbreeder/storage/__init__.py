"""What is kept between two runs: the library, settings and where they lie.

May import the workshops and everything below.
"""

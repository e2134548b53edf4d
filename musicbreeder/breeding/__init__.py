"""Evolution: individuals, the operators that vary them, and the breeder.

May import `melody`, `theory` and the ground floor; DEAP is seen only in `breeder`.
"""

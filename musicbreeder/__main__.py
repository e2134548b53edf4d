"""The front door: ``musicbreeder`` and ``python -m musicbreeder``."""

import sys

from musicbreeder.cli.command_line import main

if __name__ == "__main__":
    sys.exit(main())

"""`backprop-tui` and `python -m tui`: the program, loaded without a look for garbage in it."""

import gc
import sys

gc.disable()

from tui.program import main  # noqa: E402

gc.freeze()  # nor later: what a program consists of never becomes garbage
gc.enable()

if __name__ == "__main__":
    sys.exit(main())

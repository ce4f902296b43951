"""Journals: a run that is saved again and again as it goes, at a cost that does not grow.

A journal is a folder. What only ever grows, the losses and checkpoints of every branch, is
appended to files; then a small file, the head, is replaced, which holds the rest of the run and
says how much of the others counts. The head is a run file but for those parts. So whatever
happens at whichever moment, the folder holds the whole of the last save or of the one before.

Read `growing` (files that are appended to), `parts` (what is in them), `journal` (saving) and
`reading`.
"""

from engine.journal.journal import Journal, when_saved
from engine.journal.reading import Kept, load_journal

__all__ = ["Journal", "Kept", "load_journal", "when_saved"]

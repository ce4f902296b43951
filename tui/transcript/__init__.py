"""Transcripts: one step of training as plain text, for screen readers and for logs.

Every line is one fact; there are no tables, and no signs but those of ASCII, unless a network's
own names have others. Read `spelling` (mathematics), `values` (numbers), `step` (the whole).
"""

from tui.transcript.step import transcript_of

__all__ = ["transcript_of"]
"""The lines of one step of a run."""

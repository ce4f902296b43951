"""Many sessions of the app at once on one machine, as a class over SSH would open them.

`python -m benchmarks.load` opens them in pseudo-terminals, has all of them train at full speed,
and types keys. Read it in this order: `session` (one of them: keys, memory, whether it lives),
`crowd` (all of them at once), and `__main__` (options and figures).
"""

"""How fast training and the app are, measured beside others that do the same work.

`python -m benchmarks` trains the two-branch network with this project's engine and with
every peer that is installed, checks that all computed the same numbers, and prints their
times. It is no part of the installed packages. Read it in this order: `job` (the work),
`peers` and `ours` (who does it), `checking`, `measuring`, `targets`, and `tables`.
"""

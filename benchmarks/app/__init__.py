"""How the app performs, measured with the real program in a real pseudo-terminal.

`python -m benchmarks.app` runs it as a user would and reads what a terminal would get. Read
it in this order: `terminal` (a program in a pseudo-terminal), `program` (ours, and what its
screen says), `plan` and `figure`, one module for each measurement (`throughput`, `keys`,
`first_paint`, `memory`, `frames`), and `report`.
"""

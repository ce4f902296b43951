"""open_trainer.py COMMAND: runs a command in a terminal until the trainer is open, then quits."""

import os
import sys

import pexpect

child = pexpect.spawn(
    "bash",
    ["-c", sys.argv[1]],
    dimensions=(24, 80),
    env={**os.environ, "TERM": "xterm-256color"},
    encoding="utf-8",
    timeout=300,
)
child.expect("ready: epoch 0")
child.send("q")
child.expect(pexpect.EOF)
child.close()
print(f"the trainer opened and ended with status {child.exitstatus}")
sys.exit(child.exitstatus)

"""A demonstration: the app, played by a script that anybody can read and write.

Read it in this order: `script` (what a script is), `script_file` (TOML → script), `caption_text`
(captions with the live numbers in them), `keys` (keys as the README names them), `rest` (when
the app has come to rest), `clock` (how long a step stays), `player` (plays a script on an app),
`recording` (the same into a file), `command` (`backprop-tui demo`).
"""

DEMO = "demo"
DEMO_SUMMARY = "play a tour that explains itself, or a script of your own"

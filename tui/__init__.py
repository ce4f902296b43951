"""The program: commands and a Textual app on top of the engine."""

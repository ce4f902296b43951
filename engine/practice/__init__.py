"""Practice: questions about the numbers on the screen, and a fault to be found.

`answers` reads what people type, `reply` is what they hear and how it is counted,
`questions` says what a question is and `asking` makes them, and `bug_hunt` plants a fault in
a backward pass. Everything comes from the graph, so it exists for every network file.
"""

from engine.practice.answers import Quantities, parse_answer
from engine.practice.asking import Situation, ask
from engine.practice.bug_hunt import BugHunt, start_hunt
from engine.practice.questions import ChoiceQuestion, NumberQuestion, Question, Topic
from engine.practice.reply import Outcome, Reply, Score

__all__ = [
    "BugHunt",
    "ChoiceQuestion",
    "NumberQuestion",
    "Outcome",
    "Quantities",
    "Question",
    "Reply",
    "Score",
    "Situation",
    "Topic",
    "ask",
    "parse_answer",
    "start_hunt",
]

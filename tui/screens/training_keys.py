"""The keys of the main screen, in the order in which the help explains them."""

from textual.binding import Binding, BindingType


def _key(
    key: str,
    action: str,
    description: str,
    id: str,  # noqa: A002, Textual's own name
    tooltip: str,
    *,
    show: bool = False,
    display: str | None = None,
) -> Binding:
    return Binding(key, action, description, id=id, tooltip=tooltip, show=show, key_display=display)


BINDINGS: list[BindingType] = [
    _key("s", "step", "Step", "train.step", "Train one epoch, or the rest of one", show=True),
    _key(
        "space",
        "run_or_pause",
        "Run",
        "train.run",
        "Run the asked number of epochs, pause, go on",
        show=True,
    ),
    _key("r", "reset", "Reset", "train.reset", "Start again from the weights before training"),
    _key(
        "full_stop",
        "move('stages', 1)",
        "Stage",
        "tape.next_stage",
        "Go one stage on: an equation, a gradient, the update",
        show=True,
        display=".",
    ),
    _key(
        "comma",
        "move('stages', -1)",
        "Stage back",
        "tape.previous_stage",
        "Go one stage back",
        display=",",
    ),
    _key("f", "move('samples', 1)", "Sample on", "tape.next_sample", "Go one sample on"),
    _key("d", "move('samples', -1)", "Sample back", "tape.previous_sample", "Go one sample back"),
    _key("a", "move('epochs', -1)", "Epoch back", "tape.previous_epoch", "Go one epoch back"),
    _key("home", "rewind", "Start", "tape.start", "Go to the start of the tape"),
    _key("end", "wind", "End", "tape.end", "Go to where the branch has come to"),
    _key("t", "ask_position", "Go to", "tape.position", "Type a position to go to"),
    _key(
        "less_than_sign",
        "scrub(-1)",
        "Scrub back",
        "tape.scrub_back",
        "Go back along the chart, a column at a time",
        display="<",
    ),
    _key(
        "greater_than_sign",
        "scrub(1)",
        "Scrub on",
        "tape.scrub_on",
        "Go on along the chart, a column at a time",
        display=">",
    ),
    _key("j", "branches", "Branches", "tape.branches", "Compare the branches, go to another"),
    _key("up", "point(0, -1)", "", "cell.up", "Point at another cell"),
    _key("down", "point(0, 1)", "", "cell.down", "Point at another cell"),
    _key("left", "point(-1, 0)", "", "cell.left", "Point at another cell"),
    _key("right", "point(1, 0)", "", "cell.right", "Point at another cell"),
    _key("pageup", "scroll_pages(-1)", "", "scroll.page_up", "Scroll a page up"),
    _key("pagedown", "scroll_pages(1)", "", "scroll.page_down", "Scroll a page down"),
    _key("w", "explain", "Why", "explain.cell", "Explain the cell pointed at", show=True),
    _key(
        "enter",
        "follow(0)",
        "Follow",
        "explain.follow",
        "Explain the cell, or go on to one that it is made of",
    ),
    *(
        _key(
            str(number),
            f"follow({number})",
            "",
            f"explain.follow_{number}",
            "Go on to the cell of that number in the explanation",
        )
        for number in range(1, 10)
    ),
    _key("backspace", "back", "Back", "explain.back", "Go back to the cell explained before"),
    _key(
        "z", "paths", "Whole path", "explain.paths", "Unfold the cell along all paths to the loss"
    ),
    _key(
        "equals_sign",
        "toggle_digits",
        "Digits",
        "explain.digits",
        "Show all digits in the explanation, or few",
        display="=",
    ),
    _key("escape", "close", "Close", "explain.close", "Close the explanation, then the cursor"),
    _key("i", "edit_cell", "Edit", "edit.cell", "Change the cell pointed at: the run branches"),
    _key("u", "undo", "Undo", "edit.undo", "Take the last change back"),
    _key("e", "edit('epochs')", "Epochs", "edit.epochs", "Change how many epochs Run runs"),
    _key("l", "edit('learning-rate')", "Rate", "edit.learning_rate", "Change the learning rate η"),
    _key(
        "c",
        "next_schedule",
        "Schedule",
        "edit.schedule",
        "Change the schedule: per-sample, mini-batch, batch",
    ),
    _key(
        "b",
        "edit('batch-size')",
        "Batch size",
        "edit.batch_size",
        "Change the size of a mini-batch",
    ),
    _key(
        "k",
        "next_backend",
        "Backend",
        "edit.backend",
        "Change what computes: generated code, the plain engine, NumPy",
    ),
    _key("n", "inspect(1)", "Sample", "sample.next", "Show the next training sample", show=True),
    _key(
        "p",
        "inspect(-1)",
        "Previous sample",
        "sample.previous",
        "Show the previous training sample",
    ),
    _key("o", "inspect_own", "Own input", "sample.own", "Show the file's own input again"),
    _key("y", "toggle_axis", "Log", "chart.log", "Change the loss axis: linear, logarithmic"),
    _key(
        "v",
        "toggle_view",
        "View",
        "chart.view",
        "Change the chart: all epochs, the recent ones",
    ),
    _key("g", "graph", "Graph", "graph", "Draw the graph, with values and gradients on it"),
    _key("L", "lesson", "Lesson", "lesson", "Read the lesson of this network"),
    _key(
        "m",
        "app.networks",
        "Networks",
        "networks",
        "Open another network, a file of your own or a saved run",
    ),
    _key("ctrl+s", "save", "Save", "save", "Save the run to a file"),
    _key(
        "question_mark",
        "help",
        "Help",
        "help",
        "Explain the keys and every symbol",
        show=True,
        display="?",
    ),
    _key("q", "app.quit", "Quit", "quit", "Leave the program", show=True),
]

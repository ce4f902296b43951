"""Tapes in tests: walks over them, and all that can be seen of one, to the last bit."""

from hypothesis import strategies as st

from engine import (
    START,
    Backend,
    CellChange,
    Kind,
    Position,
    Schedule,
    Settings,
    SettingsChange,
    Tape,
    cells,
    cells_of,
)

EPOCHS, SAMPLES = 4, 5
SCHEDULES = [(Schedule.PER_SAMPLE, 1), (Schedule.MINI_BATCH, 2), (Schedule.BATCH, 9)]
OPTIONS = [Settings(0.05, *schedule, backend) for schedule in SCHEDULES for backend in Backend]


def gone(tape):
    while not tape.arrived:
        tape.go_on(3)
    return tape


def at(tape, position, staged=False):
    tape.aim(position, staged=staged)
    return gone(tape)


def hexed(numbers):
    return [float.hex(number) for number in numbers]


def bits_of(state):
    """All of a state, to the last bit."""
    values = [state.parameters, state.gradient_sum or {}]
    numbers = [[(name, hexed(cells(v))) for name, v in each.items()] for each in values]
    counts = (state.epoch, state.trained, state.evaluated, state.complete)
    return counts, numbers, state.training_loss, state.losses, state.divergence


def bits_of_history(history):
    return [
        (segment.first, segment.stop, hexed(losses[: segment.stop - segment.first]))
        for segment in history.segments()
        for losses in (segment.mean_training, segment.evaluation)
    ]


def shown(tape):
    """All that a screen can show of a tape that has arrived."""
    moment = tape.moment()
    return (
        (tape.position, tape.end, tape.branch.name, tape.settings, bits_of(tape.state)),
        repr(moment and (moment.stage, moment.trace.by_node, moment.gradients.by_node)),
        [(branch, bits_of_history(tape.history_of(branch.name))) for branch in tape.branches],
    )


def further(tape):
    """What the tape shows later, in all its branches."""
    seen = []
    for name in [branch.name for branch in tape.branches]:
        tape.switch(name)
        gone(tape)
        for position in (Position(2, 1, 3), tape.ruler.end_of(EPOCHS + 2), tape.ruler.end_of(1)):
            seen.append(shown(at(tape, position)))
    return seen


def edits(network):
    """Changes to cells of a network."""
    graph = network.graph
    places = [
        (cell, sample)
        for kind in (Kind.PARAMETER, Kind.INPUT)
        for name in graph.names(kind)
        for cell in cells_of(name, graph.shape(name))
        for sample in range(len(network.samples) + 1 if kind is Kind.INPUT else 1)
    ]
    numbers = st.sampled_from([0.5, -0.0, 1.25e-300, 1 / 3])
    return st.builds(
        lambda place, number: CellChange(place[0], number, place[1]),
        st.sampled_from(places),
        numbers,
    )


def walked(data, network, options, steps=5, after_each=lambda tape: None):
    """A tape after a walk with changes: anywhere, even on its way."""
    tape = Tape(network, options)
    samples, stages = tape.ruler.samples, tape.ruler.stages
    positions = st.builds(
        Position, st.integers(1, EPOCHS), st.integers(1, samples), st.integers(1, stages)
    )
    changes = edits(network) | st.sampled_from(OPTIONS).map(SettingsChange)
    for _ in range(data.draw(st.integers(0, steps))):
        tape.aim(data.draw(positions | st.just(START)), staged=data.draw(st.booleans()))
        for _ in range(data.draw(st.integers(0, 30))):
            tape.go_on(data.draw(st.sampled_from([1, 1, 7])))
        if not tape.arrived:
            tape.halt()
        if data.draw(st.booleans()):
            tape.change(data.draw(changes))
        after_each(tape)
    return tape

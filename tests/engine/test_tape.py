"""The tape: the state at a position is that of a run that went straight there."""

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_networks import networks, with_numbers

from engine import (
    START,
    Backend,
    Cell,
    CellChange,
    Divergence,
    NetworkError,
    Position,
    Ruler,
    Run,
    Schedule,
    Settings,
    SettingsChange,
    Tape,
    cells,
    find_network,
    load_network,
    stages,
)

EPOCHS, SAMPLES = 4, 5
BACKENDS = [Backend.GENERATED, Backend.PLAIN, Backend.NUMPY]


@pytest.fixture(scope="module")
def two_branch():
    return load_network(find_network("two-branch"), samples=SAMPLES)


def gone(tape, samples=3):
    while not tape.arrived:
        tape.go_on(samples)
    return tape


def at(tape, position, staged=False, samples=3):
    tape.aim(position, staged=staged)
    return gone(tape, samples)


def straight(network, options):
    """The state at every end of a sample, of a run that was advanced sample by sample."""
    run, found = Run(network, options), {}
    state = run.advance(run.start(), SAMPLES)
    found[0, 0] = state
    while state.epoch < EPOCHS or not state.complete:
        if state.complete or state.trained < SAMPLES:
            state = run.advance(state, 1)
        else:
            state = run.advance(state, SAMPLES)
        found[state.epoch, state.trained] = state
    return found


def bits(state):
    parameters = {name: list(map(float.hex, cells(v))) for name, v in state.parameters.items()}
    sums = state.gradient_sum or {}
    return (
        (state.epoch, state.trained, state.complete, state.losses, state.training_loss),
        parameters,
        {name: list(map(float.hex, cells(value))) for name, value in sums.items()},
    )


positions = st.builds(Position, st.integers(1, EPOCHS), st.integers(1, SAMPLES), st.integers(1, 17))
schedules = st.sampled_from(
    [(Schedule.PER_SAMPLE, 1), (Schedule.MINI_BATCH, 2), (Schedule.BATCH, 9)]
)


@pytest.mark.parametrize("backend", [Backend.GENERATED, Backend.PLAIN])
@settings(max_examples=60, deadline=None)
@given(
    walk=st.lists(st.tuples(positions, st.booleans(), st.integers(1, 7)), min_size=1, max_size=6),
    schedule=schedules,
)
def test_any_walk_gives_the_bits_of_a_straight_run(two_branch, backend, walk, schedule):
    options = Settings(0.05, *schedule, backend)
    known = straight(two_branch, options)
    tape = Tape(two_branch, options)
    ruler = tape.ruler
    for position, staged, samples in walk:
        at(tape, position, staged, samples)
        assert tape.position == position
        if position.stage < ruler.stages:
            before = ruler.before_sample(position)
            assert bits(tape.state) == bits(known[before.epoch, before.sample])
        else:
            assert bits(tape.state) == bits(known[position.epoch, position.sample])
        moment = tape.moment()
        assert (moment is not None) == (staged or position.stage < ruler.stages)
        if moment is not None:
            before = ruler.before_sample(position)
            assert bits(moment.before) == bits(known[before.epoch, before.sample])
            after = known[position.epoch, position.sample]
            assert moment.update.new == dict(after.parameters)
            assert moment.stage == stages(two_branch.graph)[position.stage - 1]
    for epoch in range(1, tape.history.epochs):
        assert tape.history.losses(epoch) == known[epoch, SAMPLES].losses


@settings(max_examples=40, deadline=None)
@given(network=networks(), seed=st.integers(0, 10**6), data=st.data())
def test_going_back_and_forward_on_any_network_gives_the_same_bits(build, network, seed, data):
    built = with_numbers(build, *network, seed)
    tape = Tape(built, Settings(0.1))
    seen = {}
    for _ in range(6):
        epoch = data.draw(st.integers(1, 5))
        stage = data.draw(st.integers(1, tape.ruler.stages))
        at(tape, Position(epoch, 1, stage), staged=True)
        moment = tape.moment()
        shown = (tape.position, repr(moment and (moment.trace.by_node, moment.gradients.by_node)))
        assert seen.setdefault((epoch, stage), shown) == shown


def test_numpy_gives_the_same_bits_at_a_position_however_it_is_reached(two_branch):
    pytest.importorskip("numpy")
    for schedule in [(Schedule.PER_SAMPLE, 1), (Schedule.MINI_BATCH, 2), (Schedule.BATCH, 1)]:
        options = Settings(0.05, *schedule, Backend.NUMPY)
        straight_there = Tape(two_branch, options)
        at(straight_there, straight_there.ruler.end_of(3), samples=100)
        wandering = Tape(two_branch, options)
        for place in (
            Position(2, 3, 17),
            Position(2, 4, 2),
            Position(1, 1, 17),
            Position(1, 2, 17),
        ):
            at(wandering, place, samples=1)
        wandering.play(wandering.ruler.end_of(3))
        gone(wandering, samples=1)
        assert bits(wandering.state) == bits(straight_there.state)


def test_numpy_can_take_over_in_the_middle_of_a_group(two_branch):
    pytest.importorskip("numpy")
    tape = at(Tape(two_branch, Settings(0.05, Schedule.BATCH)), Position(1, 2, 17))
    tape.change(SettingsChange(Settings(0.05, Schedule.BATCH, backend=Backend.NUMPY)))
    known = bits(at(tape, tape.ruler.end_of(2), samples=1).state)
    at(tape, Position(1, 1, 17))
    at(tape, tape.ruler.end_of(3))
    assert bits(at(tape, tape.ruler.end_of(2)).state) == known


def test_playing_goes_through_what_was_recorded_and_on(two_branch):
    tape = Tape(two_branch, Settings(0.05))
    at(tape, tape.ruler.end_of(3))
    at(tape, tape.ruler.end_of(1))
    tape.play(tape.ruler.end_of(5))
    seen = set()
    while not tape.arrived:
        tape.go_on(1)
        seen.add((tape.state.epoch, tape.state.trained))
    assert seen >= {(epoch, sample) for epoch in range(2, 6) for sample in range(1, SAMPLES + 1)}
    assert tape.history.epochs == 6


def test_halting_stays_between_samples(two_branch):
    tape = Tape(two_branch, Settings(0.05))
    tape.aim(tape.ruler.end_of(2))
    for _ in range(4):
        tape.go_on(2)
    tape.halt()
    assert tape.arrived
    assert tape.position == Position(1, 2, 17)
    assert tape.moment() is None


def test_an_update_says_old_gradient_step_and_new(two_branch):
    options = Settings(0.05, Schedule.MINI_BATCH, 2)
    tape = at(Tape(two_branch, options), Position(1, 1, 17), staged=True)
    first = tape.moment().update
    assert not first.due
    assert first.new is first.old
    at(tape, Position(1, 2, 17), staged=True)
    second = tape.moment().update
    assert second.due
    g = second.gradients["A"][0][1]
    assert g == first.gradients["A"][0][1] + tape.moment().gradients["A"][0][1]
    assert second.step["A"][0][1] == -(0.05 / SAMPLES * g)
    assert second.new["A"][0][1] == second.old["A"][0][1] + second.step["A"][0][1]
    assert second.new["A"] == tape.state.parameters["A"]


# Branches


def test_a_change_of_the_learning_rate_branches_and_both_stay_reachable(two_branch):
    tape = at(Tape(two_branch, Settings(0.05)), Position(3, 5, 17))
    left = bits(tape.state)
    at(tape, Position(2, 3, 17))
    tape.change(SettingsChange(Settings(0.2)))
    gone(tape)
    assert [branch.name for branch in tape.branches] == ["main", "b1"]
    assert (tape.branch.name, tape.branch.parent) == ("b1", "main")
    assert tape.branch.start == tape.position == Position(2, 3, 17)
    at(tape, tape.ruler.end_of(3))
    assert tape.settings.learning_rate == 0.2
    assert tape.history.losses(1) == tape.history_of("main").losses(1)
    assert tape.history.losses(3) != tape.history_of("main").losses(3)
    tape.switch("main")
    assert bits(gone(tape).state) == left
    tape.switch("b1")
    assert gone(tape).settings.learning_rate == 0.2


@settings(max_examples=40, deadline=None)
@given(
    start=st.integers(0, 3 * SAMPLES),
    before=schedules,
    after=schedules,
    rate=st.sampled_from([0.01, 0.05, 0.3]),
    visits=st.lists(positions, max_size=4),
)
def test_a_branch_is_the_run_with_other_settings_from_there(
    two_branch, start, before, after, rate, visits
):
    old, new = Settings(0.05, *before), Settings(rate, *after)
    tape = Tape(two_branch, old)
    epoch, sample = divmod(start, SAMPLES)
    place = tape.ruler.after_sample(epoch + 1, sample)
    at(tape, place)
    tape.change(SettingsChange(new))
    for visit in visits:
        at(tape, visit)
    at(tape, tape.ruler.end_of(4))
    first, second = Run(two_branch, old), Run(two_branch, new)
    state = first.start()
    while (state.epoch, state.trained) != (place.epoch, place.sample) or not (
        state.complete or 0 < state.trained < SAMPLES
    ):
        state = first.advance(state, 1)
    while state.epoch < 4 or not state.complete:
        state = second.advance(state, SAMPLES)
    assert bits(tape.state)[1:] == bits(state)[1:]
    assert tape.state.losses == state.losses


def test_before_its_start_a_branch_is_its_parent(two_branch):
    tape = at(Tape(two_branch, Settings(0.05)), Position(3, 5, 17))
    tape.change(SettingsChange(Settings(0.2)))
    at(tape, Position(4, 5, 17))
    ahead = bits(tape.state)
    at(tape, Position(1, 2, 4))
    assert tape.branch.name == "b1"
    assert tape.settings.learning_rate == 0.05
    tape.play(tape.ruler.end_of(4))
    assert bits(gone(tape, samples=1).state) == ahead
    assert tape.settings.learning_rate == 0.2


def test_changing_a_parameter_changes_what_follows_and_is_undone(two_branch):
    tape = at(Tape(two_branch, Settings(0.05)), Position(2, 5, 17))
    main = bits(tape.state)
    tape.change(CellChange(Cell("A", (0, 1)), 0.5))
    gone(tape)
    assert tape.position == Position(2, 5, 17)
    assert tape.state.parameters["A"][0][1] == 0.5
    assert tape.state.complete
    changed, old = tape.state.losses, tape.history_of("main").losses(2)
    assert changed.evaluation_loss != old.evaluation_loss
    assert changed.mean_training_loss == old.mean_training_loss
    tape.change(CellChange(Cell("A", (0, 2)), -0.25))
    gone(tape)
    assert tape.branch.name == "b1"
    assert tape.state.parameters["A"][0][1:] == (0.5, -0.25)
    tape.undo()
    gone(tape)
    assert tape.state.losses == changed
    tape.undo()
    assert bits(gone(tape).state) == main
    assert [branch.name for branch in tape.branches] == ["main"]
    with pytest.raises(NetworkError, match="nothing has been changed"):
        tape.undo()


def test_within_a_sample_a_change_shows_at_once_at_the_same_stage(two_branch):
    tape = at(Tape(two_branch, Settings(0.05)), Position(2, 3, 8))
    target = CellChange(Cell("x", (0,)), 0.125, sample=3)
    tape.change(target)
    gone(tape)
    moment = tape.moment()
    assert tape.position == Position(2, 3, 8)
    assert moment.trace["x"][0] == 0.125
    assert tape.network.samples[2]["x"][0] == 0.125
    assert two_branch.samples[2]["x"][0] != 0.125
    at(tape, Position(1, 3, 8))
    assert tape.moment().trace["x"][0] == two_branch.samples[2]["x"][0]


def test_a_change_within_the_first_sample_shows_in_its_stages(two_branch):
    tape = at(Tape(two_branch, Settings(0.05)), Position(1, 1, 3))
    tape.change(CellChange(Cell("A", (0, 1)), 0.5))
    moment = gone(tape).moment()
    assert tape.position == Position(1, 1, 3)
    assert moment.before.parameters["A"][0][1] == moment.trace["A"][0][1] == 0.5


def test_what_is_changed_before_anything_was_trained_needs_no_branch(two_branch):
    tape = gone(Tape(two_branch, Settings(0.05)))
    tape.change(SettingsChange(Settings(0.2)))
    gone(tape)
    assert [branch.name for branch in tape.branches] == ["main"]
    tape.change(CellChange(Cell("A", (0, 1)), 0.5))
    gone(tape)
    assert tape.settings.learning_rate == 0.2
    tape.undo()
    tape.undo()
    gone(tape)
    assert tape.settings.learning_rate == 0.05
    assert tape.branch.changes == ()


def test_undoing_after_going_on_leaves_the_branch_where_it_is(two_branch):
    tape = at(Tape(two_branch, Settings(0.05)), Position(1, 5, 17))
    tape.change(SettingsChange(Settings(0.2)))
    at(tape, Position(2, 5, 17))
    tape.undo()
    gone(tape)
    assert (tape.branch.name, tape.position) == ("main", Position(1, 5, 17))
    assert [branch.name for branch in tape.branches] == ["main", "b1"]


def test_the_same_settings_make_no_branch(two_branch):
    tape = at(Tape(two_branch, Settings(0.05)), Position(1, 5, 17))
    tape.change(SettingsChange(Settings(0.05)))
    assert len(tape.branches) == 1


def test_only_given_numbers_can_be_changed(two_branch):
    tape = gone(Tape(two_branch, Settings(0.05)))
    for cell in (Cell("y", (0,)), Cell("A", (0, 0), gradient=True)):
        with pytest.raises(NetworkError, match="is computed from other numbers"):
            tape.change(CellChange(cell, 1.0))
    with pytest.raises(NetworkError, match="not finite"):
        CellChange(Cell("A", (0, 0)), math.inf)


# Divergence


@pytest.fixture
def diverging(build):
    """A network whose second sample is large, so that its update is what overflows."""
    network = build("y = w * x\nL = y ** 2", {"x": 1.0}, {"w": 1.0})
    samples = tuple({"x": x} for x in (0.0, 1e100, 1.0))
    return replace(network, samples=samples)


def test_a_run_that_diverges_stops_there_and_again(diverging):
    tape = at(Tape(diverging, Settings(1e250)), Position(2, 3, 1), samples=2)
    assert tape.arrived
    assert tape.state.divergence is not None
    end, known = tape.end, bits(tape.state)
    assert end == Position(1, 1, 7)
    at(tape, START)
    assert tape.state.divergence is None
    tape.play(tape.ruler.end_of(90))
    gone(tape, samples=1)
    assert (bits(tape.state), tape.position) == (known, end)


def test_the_stages_of_the_sample_that_diverges_can_be_looked_at(diverging):
    tape = Tape(diverging, Settings(1e250))
    for stage in range(1, 7):
        at(tape, Position(1, 2, stage))
        assert tape.position == Position(1, 2, stage)
    assert math.isinf(tape.moment().update.new["w"])
    at(tape, Position(1, 2, 7), staged=True)
    assert tape.state.divergence is not None
    assert tape.position == Position(1, 2, 6)


def test_a_lower_learning_rate_leads_on_from_a_divergence(diverging):
    tape = at(Tape(diverging, Settings(1e250)), Position(9, 1, 7))
    assert tape.state.divergence is not None
    tape.change(SettingsChange(Settings(1e-200)))
    at(tape, Position(1, 3, 7))
    assert tape.state.divergence is None
    assert tape.position == Position(1, 3, 7)


def test_a_run_that_diverges_in_the_first_sample_of_an_epoch_is_at_the_end_of_the_last(build):
    network = build("y = w * x\nL = y ** 2", {"x": 1e100}, {"w": 1.0})
    tape = at(Tape(network, Settings(1e-190)), Position(2, 1, 7))
    tape.change(SettingsChange(Settings(1e200)))
    at(tape, Position(9, 1, 7))
    assert tape.state.divergence == Divergence("w", "update", Position(3, 1))
    assert (tape.branch.name, tape.position, tape.end) == ("b1", *2 * [Position(2, 1, 7)])
    known = tape.state
    at(tape, START)
    at(tape, tape.end)
    assert tape.state == known
    at(tape, Position(3, 1, 6))
    assert math.isinf(tape.moment().update.new["w"])
    tape.change(SettingsChange(Settings(1e-190)))
    at(tape, Position(4, 1, 7))
    assert tape.state.divergence is None


# Positions


@given(
    samples=st.integers(1, 4),
    count=st.integers(2, 5),
    place=st.integers(0, 60),
    by=st.integers(-70, 70),
)
def test_moving_by_stages_is_counting(samples, count, place, by):
    ruler = Ruler(samples, count)
    position = ruler.moved_by_stages(START, place)
    assert ruler.moved_by_stages(position, by) == ruler.moved_by_stages(START, max(0, place + by))
    if position != START:
        assert ruler.parse(str(position)) == position


def test_moving_by_samples_and_epochs():
    ruler = Ruler(3, 5)
    assert ruler.moved_by_samples(START, 1) == Position(1, 1, 5)
    assert ruler.moved_by_samples(Position(1, 1, 2), 1) == Position(1, 1, 5)
    assert ruler.moved_by_samples(Position(1, 1, 5), 1) == Position(1, 2, 5)
    assert ruler.moved_by_samples(Position(1, 3, 5), 1) == Position(2, 1, 5)
    assert ruler.moved_by_samples(Position(2, 1, 2), -1) == Position(1, 3, 5)
    assert ruler.moved_by_samples(Position(2, 1, 5), -1) == Position(1, 3, 5)
    assert ruler.moved_by_samples(Position(1, 1, 5), -1) == START
    assert ruler.moved_by_samples(START, -1) == START
    assert ruler.moved_by_epochs(START, 1) == Position(1, 3, 5)
    assert ruler.moved_by_epochs(Position(1, 2, 1), 1) == Position(1, 3, 5)
    assert ruler.moved_by_epochs(Position(1, 3, 5), 1) == Position(2, 3, 5)
    assert ruler.moved_by_epochs(Position(2, 1, 1), -1) == Position(1, 3, 5)
    assert ruler.moved_by_epochs(Position(1, 2, 1), -1) == START


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", START),
        ("2", Position(2, 3, 5)),
        (" 2.1 ", Position(2, 1, 5)),
        ("2.1.4", Position(2, 1, 4)),
    ],
)
def test_a_position_is_read(text, expected):
    assert Ruler(3, 5).parse(text) == expected


@pytest.mark.parametrize(
    "text", ["", "x", "1.", "-1", "1.0", "1.4", "1.1.6", "1.1.0", "0.1", "1.1.1.1", "１"]
)
def test_what_is_no_position_is_said(text):
    with pytest.raises(NetworkError):
        Ruler(3, 5).parse(text)

"""Exported programs: they run by themselves and have the engine's numbers."""

import ast
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_networks import networks, with_numbers

from engine import Run, Schedule, Settings, cells, find_network, load_network, preset_names
from engine.export import EXPORTERS

FORMS = ["python", "numpy", pytest.param("torch", marks=pytest.mark.torch)]
SCHEDULES = [(Schedule.PER_SAMPLE, 1), (Schedule.MINI_BATCH, 3), (Schedule.BATCH, 9)]


def exported(form, network, asked=None, epochs=2):
    """The names of an exported program, which is not its own main program."""
    if form == "numpy":
        pytest.importorskip("numpy")
    source = EXPORTERS[form](network, asked or network.settings, epochs)
    program = {"__name__": "exported"}
    exec(compile(source, "exported.py", "exec"), program)
    return program


def tuples(value):
    if hasattr(value, "tolist"):
        value = value.tolist()
    return tuple(map(tuples, value)) if isinstance(value, list) else value


def assert_same(form, found, expected):
    """Of the same bits in plain Python, else within 1e-12 of the largest number of a value."""
    assert set(found) >= set(expected)
    for name, value in expected.items():
        ours, theirs = list(cells(value)), list(cells(tuples(found[name])))
        assert len(ours) == len(theirs)
        largest = max(map(abs, ours))
        for our, their in zip(ours, theirs, strict=True):
            if form == "python":
                assert (our, math.copysign(1, our)) == (their, math.copysign(1, their)), name
            else:
                assert their == pytest.approx(our, rel=1e-12, abs=1e-12 * largest), name


def both_passes(form, program):
    """The values and the gradients that a program has for the network's own sample."""
    if form != "torch":
        values = program["forward"](program["INPUTS"], program["PARAMETERS"])
        return values, program["backward"](values)
    model = program["Network"]()
    batch = program["tensors"]([program["INPUTS"]])
    sample = {name: value[0] for name, value in batch.items()}
    parameters = dict(zip(program["PARAMETERS"], model.parameters(), strict=True))
    values = {**sample, **parameters, **model.nodes(sample)}
    *_, loss = model.nodes(sample).values()
    assert model(batch).tolist() == pytest.approx([loss.item()], rel=1e-12, nan_ok=True)
    return values, program["gradients"](model, sample)


def trained(form, program):
    """The parameters after training, the last mean training loss and the evaluation loss."""
    if form != "torch":
        data = program["samples"]()
        parameters, losses = program["train"](program["PARAMETERS"], data)
        return parameters, losses[-1], program["mean_loss"](parameters, data)
    model, data = program["Network"](), program["tensors"](program["samples"]())
    losses = program["train"](model, data)
    parameters = dict(zip(program["PARAMETERS"], model.parameters(), strict=True))
    return parameters, losses[-1], program["mean_loss"](model, data)


def check_passes(form, network, program):
    trace, gradients = network.differentiate(network.inputs, network.parameters)
    values, found = both_passes(form, program)
    assert_same(form, values, trace)
    assert_same(form, found, gradients)


def check_training(form, network, asked, program, epochs):
    run = Run(network, asked)
    state = run.start()
    while not (state.complete and state.epoch == epochs):
        state = run.advance(state, 10**9)
        assert state.divergence is None
    parameters, met, after = trained(form, program)
    assert_same(form, parameters, state.parameters)
    found = {"met": met, "after": after}
    expected = {"met": state.losses.mean_training_loss, "after": state.losses.evaluation_loss}
    assert_same(form, found, expected)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", preset_names())
def test_presets(form, name):
    count = 20 if name == "two-branch" else None
    network = load_network(find_network(name), samples=count)
    program = exported(form, network)
    check_passes(form, network, program)
    check_training(form, network, network.settings, program, 2)


@pytest.mark.parametrize("form", FORMS)
@given(sample=networks(), seed=st.integers(0, 2**32))
@settings(max_examples=25)
def test_random_networks(build, form, sample, seed):
    network = with_numbers(build, *sample, seed)
    check_passes(form, network, exported(form, network))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("schedule", SCHEDULES)
def test_every_schedule_trains_alike(form, schedule):
    network = load_network(find_network("two-branch"), samples=8)
    asked = Settings(0.02, *schedule)
    check_training(form, network, asked, exported(form, network, asked, 3), 3)


CLASHES = ["range", "max", "math", "random", "np", "torch", "self", "train", "values"]
CLASHES += ["d_y", "y_1", "i", "terms", "terms_2", "total_2", "number", "LOSS", "λ"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", [*CLASHES, "a_very_long_name"])
def test_any_name_will_do(build, form, name):
    for equations in (
        f"y = sigmoid({name} @ W) * {name}\nL = cross_entropy(y, softmax(y)) + sum(y)",
        f"{name} = softmax(x @ W) * x\nL = sum({name} ** 2 + exp({name}))",
        f"y = x @ W\n{name} = mean(softmax(y) * 3)",
    ):
        inputs = {name if f"{name} @" in equations else "x": [0.5, -1.0]}
        network = build(equations, inputs, {"W": [[0.5, -0.25], [1.5, 2.0]]})
        check_passes(form, network, exported(form, network))


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "equations",
    [
        "c = 2\nd = -1.5 * 2\nb = x\nL = (c * b + d / c) ** c",
        "c = 3\nL = c",
        "L = 2 * exp(0.5)",
        "y = 4 * w\nL = x * 2",
        "L = exp(x * 1000) - w / (x - x)",
    ],
)
def test_constants_copies_and_what_the_loss_does_not_depend_on(build, form, equations):
    used = equations.replace("exp", "")
    inputs, parameters = {"x": 0.5} if "x" in used else {}, {"w": 1.5} if "w" in used else {}
    network = build(equations, inputs, parameters)
    program = exported(form, network)
    trace, gradients = network.differentiate(network.inputs, network.parameters)
    values, found = both_passes(form, program)
    for ours, theirs in ((trace, values), (gradients, found)):
        for name in ours:
            assert tuples(theirs[name]) == pytest.approx(ours[name], rel=1e-12, nan_ok=True)


@pytest.mark.parametrize("form", FORMS)
def test_a_program_imports_what_it_says(form):
    network = load_network(find_network("two-branch"), sizes={"K": 64}, samples=2)
    source = EXPORTERS[form](network, network.settings, 1)
    imports = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import)]
    found = {alias.name for node in imports for alias in node.names}
    more = {"python": {"math"}, "numpy": {"numpy"}, "torch": {"torch", "argparse"}}
    assert found == {"random", *more[form]}
    assert max(map(len, source.splitlines())) <= 100


def test_titles_and_equations_stay_comments(load_text):
    network = load_text(
        "title = \"''' \\\\ {x} LOSS\"\nequations = \"L = x ** 2 # '''\"\n[inputs]\nx = 1.0\n"
    )
    check_passes("python", network, exported("python", network))

"""Transcripts: one step as plain text, with the engine's numbers, for ears and for grep."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_networks import networks, with_numbers

from engine import Pass, Tape, as_matrix, find_network, load_network, preset_names, stages
from engine.journal import Journal
from engine.run_file import save_run
from tui.sessions import begin_session
from tui.transcript import transcript_of
from tui.transcript.spelling import formula, sentence

DEFAULT = Path(__file__).parents[1] / "data" / "transcript.txt"


@pytest.fixture
def transcript(command):
    """The text of a transcript."""

    def of(*words):
        result = command("--transcript", *words)
        assert (result.status, result.err) == (0, "")
        return result.out

    return of


def preset(name):
    return load_network(find_network(name))


def tape_at(network, position):
    tape = Tape(network, network.settings)
    tape.aim(tape.ruler.parse(position), staged=True)
    while not tape.arrived:
        tape.go_on(100)
    return tape


def numbers(lines):
    """The numbers of every label, as rows; each label may be there once only."""
    found = {}
    for line in lines:
        match = re.fullmatch(r"([^:]*?)(?:, row (\d+))?: ((?:[-\d.e]+(?:, )?)+)", line)
        if match:
            label, row, cells = match.groups()
            rows = found.setdefault(label, [])
            assert len(rows) == int(row or 0), f"{label} is there twice, or its rows are not"
            rows.append([float(cell) for cell in cells.split(", ")])
    return found


def rounded(value):
    return [[float(f"{number:.6g}") for number in row] for row in as_matrix(value)]


def assert_is_the_engines(tape, lines):
    """Every number of the sample is there once, as the engine has it, and no other value is."""
    moment, network = tape.moment(), tape.network
    graph, shown = network.graph, numbers(lines)
    loss = graph.loss
    del shown["Learning rate"], shown["Seed"], shown["Loss of this sample"]
    for node, value in moment.trace.items():
        assert shown.pop(node) == rounded(value)
    for node, value in moment.gradients.items():
        assert shown.pop(f"d{loss}/d{node}") == rounded(value)
    for name in moment.update.old:
        assert shown.pop(f"Old {name}") == rounded(moment.update.old[name])
        assert shown.pop(f"Gradient of {name}") == rounded(moment.gradients[name])
        if moment.update.due:
            assert shown.pop(f"Step of {name}") == rounded(moment.update.step[name])
            assert shown.pop(f"New {name}") == rounded(moment.update.new[name])
    return shown


def assert_is_in_the_order_of_the_stages(graph, lines):
    """Every stage has its heading, and its numbers stand before the next one."""
    order = stages(graph)
    starts = [number for number, line in enumerate(lines) if line.startswith("Stage ")]
    assert len(starts) == len(order)
    for number, (stage, start) in enumerate(zip(order, starts, strict=True), start=1):
        end = starts[number] if number < len(starts) else lines.index("Losses")
        assert lines[start].startswith(f"Stage {number} of {len(order)}: {stage.kind.value}")
        labels = [re.split("[:,]", line)[0] for line in lines[start + 1 : end]]
        if stage.kind is Pass.FORWARD:
            assert stage.node in labels
        if stage.kind is Pass.BACKWARD:
            assert lines[start].endswith(f"gradient of {stage.node}")
            assert f"d{graph.loss}/d{stage.node}" in labels
        assert labels[0] == "Rule"


def test_the_default_network(transcript):
    assert transcript() == DEFAULT.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", preset_names())
def test_every_number_of_the_presets_is_the_engines_in_the_order_of_the_stages(name, transcript):
    lines = transcript(name).splitlines()
    assert_is_the_engines(tape_at(preset(name), "1.1"), lines)
    assert_is_in_the_order_of_the_stages(preset(name).graph, lines)
    assert "\n".join(lines).isascii()


@given(networks(), st.integers(0, 10**6))
@settings(max_examples=20)
def test_every_number_of_any_network_is_the_engines(build, drawn, seed):
    network = with_numbers(build, *drawn, seed)
    tape = tape_at(network, "1.1")
    lines = [*transcript_of(tape, everything=True)]
    rest = assert_is_the_engines(tape, lines)
    assert all(re.match("(Learning rate|Loss of|Mean|Evaluation)", label) for label in rest)
    assert_is_in_the_order_of_the_stages(network.graph, lines)
    assert all(line.isascii() and line.isprintable() and line == line.strip() for line in lines)
    assert not any("  " in line or "|" in line for line in lines)


def test_it_needs_no_terminal(program):
    result = program("--transcript", TERM="dumb")
    assert (result.status, result.err) == (0, "")
    assert result.out == DEFAULT.read_text(encoding="utf-8")


def test_rules_stand_in_words_along_every_path(transcript):
    out = transcript()
    rules = [
        "Rule: Chain rule through sigmoid: the upstream gradient times its local derivative "
        "sigmoid_prime.",
        "Rule: x is used 2 times, so the gradients of its paths add: v, y.",
        "Path through v: Matrix product: the upstream gradient times the right operand, "
        "transposed.",
        "Formula: dL/dA = x transposed @ dL/dy",
        "Every cell: dL/dy[i] = dL/du[i] * sigmoid_prime(y[i])",
        "Where: sigmoid_prime(y[i]) = u[i] * (1 - u[i])",
    ]
    for rule in rules:
        assert f"\n{rule}\n" in out


def test_the_losses(transcript):
    tape = tape_at(preset("xor"), "3.4")
    losses = tape.state.losses
    assert transcript("xor", "--position", "3.4").splitlines()[-4:] == [
        f"Loss of this sample: {tape.moment().trace.loss:.6g}",
        f"Loss of this sample after the update: {loss_after(tape):.6g}",
        f"Mean training loss of epoch 3: {losses.mean_training_loss:.6g}",
        f"Evaluation loss after epoch 3: {losses.evaluation_loss:.6g}",
    ]


def loss_after(tape):
    network, moment = tape.network, tape.moment()
    sample = network.samples[moment.sample - 1]
    return network.differentiate(sample, moment.update.new)[0].loss


def test_gradients_are_added_up_until_an_update_is_due(transcript):
    third = transcript("xor", "--position", "1.3")
    assert "Due: no, after sample 4; until then gradients are added up" in third
    assert "Step of" not in third
    assert "after the update" not in third
    fourth = transcript("xor", "--position", "1.4").splitlines()
    update = tape_at(preset("xor"), "1.4").moment().update
    shown = numbers(fourth)
    for name, value in update.gradients.items():
        assert shown[f"Gradient of {name}, summed since sample 1"] == rounded(value)
        assert shown[f"New {name}"] == rounded(update.new[name])


def test_a_stage_ends_it_and_an_epoch_alone_is_its_last_sample(transcript):
    part = transcript("neuron", "--position", "1.1.3")
    assert part.count("\nStage ") == 3
    assert "backward" not in part
    assert "Step: epoch 2, sample 4 of 4" in transcript("xor", "--position", "2")


def test_position_0_is_the_inputs_of_the_file(transcript, command):
    lines = transcript("--position", "0").splitlines()
    assert "Step: the inputs of the file, without an update" in lines
    values = command("gradients", "--json").json
    shown = numbers(lines)
    assert shown["L"] == rounded(values["loss"])
    assert shown["dL/dA"] == rounded(tuple(map(tuple, values["gradients"]["A"])))
    assert not any("update" in line for line in lines if line.startswith("Stage"))


def test_what_is_large_is_left_out_with_the_remedy(transcript):
    short = transcript("--size", "K=12").splitlines()
    assert "A, left out: rows 8 to 11 and columns 8 to 11" in short
    assert "dL/dx, left out: cells 8 to 11" in short
    assert short[-1] == "Left out: rows, columns and cells from 8 on; --all prints them"
    assert max(line.count(",") for line in short if line.startswith("A, row")) <= 1 + 7
    everything = transcript("--size", "K=12", "--all").splitlines()
    assert not any("left out" in line.lower() for line in everything)
    network = load_network(find_network("two-branch"), sizes={"K": 12})
    assert_is_the_engines(tape_at(network, "1.1"), everything)


def test_a_saved_run_is_at_its_step(transcript, tmp_path):
    tape = tape_at(preset("xor"), "7.2.3")
    save_run(tmp_path / "run.json", tape)
    out = transcript(tmp_path / "run.json")
    assert "Step: epoch 7, sample 2 of 4" in out
    assert out == transcript("xor", "--position", "7.2")
    assert transcript(tmp_path / "run.json", "--position", "1.1") == transcript("xor")
    save_run(tmp_path / "run.json", Tape(preset("xor"), preset("xor").settings))
    assert transcript(tmp_path / "run.json") == transcript("xor")


def test_the_run_that_was_kept_last_is_at_its_step(transcript, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    session = begin_session()
    Journal(session.folder).save(tape_at(preset("xor"), "7.2.3").record(), 100)
    session.release()
    assert transcript("--resume") == transcript("xor", "--position", "7.2")


def test_a_sample_that_diverges_is_told_up_to_there(transcript, command, network):
    lines = transcript("diverging", "--position", "324").splitlines()
    assert lines[-1] == "Diverged: L became non-finite in epoch 324, sample 1, evaluation"
    assert sum(line.startswith("Stage ") for line in lines) == 7
    later = command("--transcript", "diverging", "--position", "325")
    assert (later.status, later.out) == (2, "")
    assert "does not come to the position 325.1.8: L became non-finite" in later.err
    path = network("equations = '''y = exp(x)\nL = sum(y - y)'''\n[inputs]\nx = [1000.0, 0.0]\n")
    out = transcript(path, "--position", "0")
    assert "\ny: infinity, 1\n" in out
    assert "\nL: not a number\n" in out


def test_names_of_any_alphabet_stay_what_they_are(transcript, network):
    path = network(
        "title = 'жук'\nequations = '''Σ = tanh(σ @ max)\nL = sum(Σ ** 2) + abs(λ)'''\n"
        "[inputs]\n'σ' = [0.5, 1.5]\n[parameters]\nmax = [[1.0, 2.0], [3.0, 4.0]]\n'λ' = -2.0\n"
    )
    out = transcript(path)
    assert "\nEvery cell: Σ[i] = tanh(sum over k of (σ[k] * max[k][i]))\n" in out
    assert "\nFormula: L = Σ[0]**2 + Σ[1]**2 + abs(λ)\n" in out
    assert "\ndL/dmax, row 1: " in out


def test_an_equation_too_deep_to_be_written_out_has_its_numbers_all_the_same(transcript, network):
    long = " + ".join(["w * w"] * 300)
    path = network(f"equations = 'L = {long}'\n[parameters]\nw = 1.0\n")
    lines = transcript(path).splitlines()
    assert "Formula: the formula for a cell of w is nested too deeply to be written out." in lines
    assert {"L", "dL/dw", "New w"} <= numbers(lines).keys()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("--transcript --epochs 3", "write --position 3 for the last step of epoch 3"),
        ("--position 3", "--position has no meaning without --transcript"),
        ("--all", "--all has no meaning without --transcript"),
        ("--transcript --position here", "the position 'here' is not understood"),
        ("--transcript xor --position 1.5", "there is no sample 5; write a sample from 1 to 4"),
        ("--transcript missing.toml", "missing.toml"),
        ("--transcript trian", "write backprop-tui train if you meant that command"),
    ],
)
def test_bad_input_is_one_sentence(command, words, message):
    result = command(*words.split())
    assert (result.status, result.out) == (2, "")
    assert message in result.err
    assert result.err.count("\n") == 1


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("∂L/∂A[i][j] = xᵢ · ∂L/∂yⱼ", "dL/dA[i][j] = x[i] * dL/dy[j]"),
        ("y = −2·(a − b) / c₁₂", "y = -2 * (a - b) / c[12]"),
        ("v = Σₖ xₖ·A[k][i] + bᵢ", "v = sum over k of (x[k] * A[k][i]) + b[i]"),
        ("v = −Σₖₗ Σₘ aₖ·bₗ·cₘ", "v = -sum over k, l of (sum over m of (a[k] * b[l] * c[m]))"),
        ("Σₖ′ |aₖ′ − 1|·b − c", "sum over k_prime of (abs(a[k_prime] - 1) * b) - c"),
        ("|Σₖ aₖ| + ||a| − b|", "abs(sum over k of (a[k])) + abs(abs(a) - b)"),
        ("eˣ", "eˣ"),
        ("p = a / Σₖ exp(zₖ − max(z))", "p = a / sum over k of (exp(z[k] - max(z)))"),
        ("(maxₖ zₖ·2) + maxₖ", "(maximum over k of (z[k] * 2)) + max[k]"),
        ("x^(a + b)·y₀² + x^−2", "x**(a + b) * y[0]**2 + x**-2"),
        ("√(a + b)·√c₀ + √√x", "sqrt(a + b) * sqrt(c[0]) + sqrt(sqrt(x))"),
        ("√|a + b|", "sqrt(abs(a + b))"),
        ("σ′(σᵢ) = σ(σᵢ)", "sigmoid_prime(σ[i]) = sigmoid(σ[i])"),
        ("1 if a ≤ Σᵢ or Σᵢ > 0, else ∞", "1 if a <= Σ[i] or Σ[i] > 0, else infinity"),
        ("(∂L/∂y)ᵀ · 1e−07", "(dL/dy) transposed * 1e-07"),
    ],
)  # fmt: skip
def test_mathematics_in_words(text, spelled):
    assert formula(text) == spelled


def test_rules_of_all_operations_are_ascii():
    from engine.operations import OPERATIONS

    for operation in OPERATIONS.values():
        assert all(sentence(rule).isascii() for rule in operation.gradient_rules)
        assert sentence(operation.rule).isascii()

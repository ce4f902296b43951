"""Worksheets: what is on them, that the blanks can be filled in, and that LaTeX takes them."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from random_networks import networks, with_numbers

from engine import Kind, Tape, as_matrix, cells, find_network, load_network, preset_names, stages
from tui.worksheet import FORMATS, sheet_of
from tui.worksheet.latex_text import mathematics, text

PUBLISHED = json.loads(
    (Path(__file__).parents[1] / "data" / "two-branch.json").read_text(encoding="utf-8")
)
BLANK = {"markdown": "______", "latex": r"\blank"}
NASTY = '''\
title = "50% & $more_ #1 {x} ~^\\\\ <b>“é” 中文 -- *bold* `c` [l](m) 😀"
equations = """
a_very_long_name_indeed = tanh(жук * été + λ ** (θ1 + été) - Σ)
i = a_very_long_name_indeed ** 3 + abs(M @ q) / sqrt(exp(M @ q) + 1e-7)
k = i ** (abs(i) + 0.5) + 2 ** abs(i)
total_loss = mean(k * relu(i)) + 1e-07 * sum(M ** 2) + cross_entropy(q, p) + max / (θ1 + 2)
"""
[inputs]
"жук" = [0.5, 1.5]
"été" = 0.25
q = [0.1, 0.2, 0.3]
p = [0.0, 0.5, 0.5]
max = -1e-12
[parameters]
"λ" = 0.5
"θ1" = 0.3
"Σ" = [1e-9, 0.7]
M = [[1.0, 2.0, 3.0], [4.0, -5.0, 0.6]]
'''


@pytest.fixture
def sheet(command):
    """The text of a worksheet."""

    def of(*words):
        result = command("worksheet", *words)
        assert (result.status, result.err) == (0, "")
        return result.out

    return of


def body(document):
    """A sheet without LaTeX's definitions."""
    return document.partition(r"\begin{document}")[2] or document


def moment_at(network, position):
    tape = Tape(network, network.settings)
    tape.aim(tape.ruler.parse(position), staged=True)
    while not tape.arrived:
        tape.go_on(100)
    return tape.moment()


def preset(name):
    return load_network(find_network(name))


def numbers(markdown):
    """The numbers of a sheet by section and label, as rows of text; ✓ left out."""
    found = {}
    for section in markdown.split("\n## ")[1:]:
        title, _, content = section.partition("\n")
        for label, cell in re.findall(r"^`([^`]*)` = (.*)$", content, re.MULTILINE):
            found[title, label] = [[cell.removesuffix(" ✓")]]
        for label, rows in re.findall(
            r"^\| +`([^`]*)` .*\n\|[-: |]+\n((?:\|.*\n?)+)", content, re.M
        ):
            found[title, label] = [
                [cell.strip().removesuffix(" ✓") for cell in row.strip("|").split("|")[1:]]
                for row in rows.splitlines()
            ]
    return found


def rounded(value):
    return [[float(f"{number:.5g}") for number in row] for row in as_matrix(value)]


def as_numbers(rows):
    return [[float(cell) for cell in row] for row in rows]


@pytest.mark.parametrize("name", preset_names())
@pytest.mark.parametrize("form", BLANK)
def test_there_is_a_blank_for_every_number_that_is_no_checkpoint(sheet, name, form):
    network = preset(name)
    graph = network.graph
    trace = moment_at(network, "1.1").trace
    size = {node: len(list(cells(value))) for node, value in trace.items()}
    parameters = list(graph.names(Kind.PARAMETER))
    forward = sum(size[equation.name] for equation in graph.equations) - 1  # the loss is given
    backward = sum(size.values()) - 1  # ∂L/∂L is 1
    checkpoints = sum(size[parameter] > 1 for parameter in parameters)
    due = network.settings.samples_per_update(len(network.samples)) == 1
    update = 2 * sum(size[parameter] for parameter in parameters) if due else 0
    words = (name, "--format", form)
    expected = forward + backward - checkpoints + update
    assert body(sheet(*words)).count(BLANK[form]) == expected
    assert body(sheet(*words, "--answers")).count(BLANK[form]) == 0


@pytest.mark.parametrize("name", preset_names())
def test_answers_stand_where_the_blanks_are_and_change_nothing_else(sheet, name):
    words = (name, "--format", "latex")
    blanks, answers = body(sheet(*words)), body(sheet(*words, "--answers"))
    emptied = re.sub(r"\\answer\{(?:[^{}]|\{[^{}]*\})*\}", lambda _: r"\blank", answers)
    assert emptied == blanks != answers


@pytest.mark.parametrize(
    ("name", "position"),
    [*((name, "1.1") for name in preset_names()), ("two-branch", "2.7"), ("vanishing", "40")],
)
def test_the_answers_are_the_numbers_of_the_engine(sheet, name, position):
    network = preset(name)
    moment = moment_at(network, position)
    shown = numbers(sheet(name, "--position", position, "--answers"))
    loss = network.graph.loss
    for node, value in moment.trace.items():
        computed = node in {equation.name for equation in network.graph.equations}
        section = "Forward pass" if computed else "Given"
        assert as_numbers(shown.pop((section, node))) == rounded(value)
    for node, value in moment.gradients.items():
        if node != loss:
            assert as_numbers(shown.pop(("Backward pass", f"∂{loss}/∂{node}"))) == rounded(value)
    if moment.update.due:
        for parameter, value in moment.update.new.items():
            assert as_numbers(shown.pop(("Update", parameter))) == rounded(value)
            step = moment.update.step[parameter]
            assert as_numbers(shown.pop(("Update", f"Δ{parameter}"))) == rounded(step)
    assert not shown


def test_gradients_are_added_up_until_an_update_is_due(sheet):
    first = sheet("xor", "--answers")
    assert "The parameters change after sample 4, by the sum of the gradients" in first
    assert not [label for section, label in numbers(first) if section == "Update"]
    third = numbers(sheet("xor", "--position", "1.3", "--answers"))
    assert not any(label.startswith("Δ") for _, label in third)
    last = sheet("xor", "--position", "1.4", "--answers")
    assert "Here `η/N = 2 / 4 = 0.5`." in last
    assert "`Σ ∂L/∂W`, of samples 1 to 3:" in last
    fourth = numbers(last)
    moment = moment_at(preset("xor"), "1.4")
    for name, value in moment.update.gradients.items():
        total = f"Σ ∂L/∂{name}"
        assert as_numbers(fourth["Given", total]) == as_numbers(third["Update", total])
        assert as_numbers(fourth["Update", total]) == rounded(value)
        assert as_numbers(fourth["Update", name]) == rounded(moment.update.new[name])


def test_a_second_mini_batch_begins_anew(sheet):
    words = ("xor", "--batch-size", 3, "--position", "1.4", "--answers")
    assert ("Given", "Σ ∂L/∂W") not in numbers(sheet(*words))
    assert ("Update", "ΔW") in numbers(sheet(*words))
    words = ("xor", "--batch-size", 2, "--position", "1.4", "--answers")
    assert "`Σ ∂L/∂W`, of sample 3:" in sheet(*words)


def test_the_published_numbers(sheet):
    shown = numbers(sheet("--position", "0", "--answers"))
    assert float(shown["Forward pass", "L"][0][0]) == float(f"{PUBLISHED['loss']:.5g}")
    for name, value in PUBLISHED["gradients"].items():
        rows = value if isinstance(value[0], list) else [value]
        expected = [[float(f"{number:.5g}") for number in row] for row in rows]
        assert as_numbers(shown["Backward pass", f"∂L/∂{name}"]) == expected
    assert not [section for section, _ in shown if section == "Update"]
    another = numbers(sheet("two-layer", "--answers"))
    assert another["Forward pass", "L"] == [["0.29837"]]
    assert another["Backward pass", "∂L/∂V"][0][0] == "0.082167"
    assert another["Update", "V"][0][0] == "0.35892"


@pytest.mark.parametrize("form", BLANK)
def test_rules_come_with_every_step(sheet, form):
    out = sheet("--format", form)
    rules = ["∂L/∂A = xᵀ · ∂L/∂y", "∂L/∂yᵢ = ∂L/∂uᵢ · σ′(yᵢ)", "σ′(yᵢ) = uᵢ·(1 − uᵢ)"]
    for rule in [*rules, "y = x · A", "ΔA = −η/N · ∂L/∂A", "A ← A + ΔA"]:
        assert (f"${mathematics(rule)}$" if form == "latex" else f"`{rule}`") in out


def test_the_same_seed_gives_the_same_sheet_and_another_one_others(sheet):
    words = ("shared-weight", "--format", "markdown")
    assert sheet(*words, "--seed", 3) == sheet(*words, "--seed", 3)
    checkpoints = {tuple(re.findall("[^|]* ✓", sheet(*words, "--seed", seed))) for seed in range(6)}
    assert len(checkpoints) > 1
    assert sheet("--seed", 3) != sheet("--seed", 4)


def test_the_checkpoints_are_the_loss_and_a_cell_of_every_gradient(sheet):
    marked = [line for line in sheet().splitlines() if line.endswith("✓") or " ✓ " in line]
    assert marked.pop(0).startswith("`L` = ")
    assert len(marked) == 3
    answers = sheet("--answers")
    for line in marked:
        number = re.search(r"([-\d.e]+) ✓", line)[0]
        assert number in answers


def test_a_stage_ends_the_sheet(sheet):
    count = len(stages(preset("neuron").graph))
    forward = sheet("neuron", "--position", "1.1.3")
    assert f"stages 1 to 3 of {count}." in forward
    assert "## Forward pass" in forward
    assert "## Backward pass" not in forward
    some = sheet("neuron", "--position", "1.1.6")
    assert "∂L/∂y = " in some
    assert "∂L/∂w" not in some
    assert "## Update" not in some
    assert sheet("neuron", "--position", f"1.1.{count}") == sheet("neuron", "--position", "1.1")


def test_training_options_count(sheet):
    out = sheet("--lr", "2", "--samples", "4", "--schedule", "batch", "--position", "1.4")
    assert "Epoch 1, sample 4 of 4." in out
    assert "Learning rate `η = 2`, `N = 4`, schedule batch, seed 1." in out
    assert "`Σ ∂L/∂A`, of samples 1 to 3:" in out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("--format html", "there is no format 'html'; choose one of markdown, latex"),
        ("--position here", "the position 'here' is not understood"),
        ("--position 1.1001", "there is no sample 1001; write a sample from 1 to 1000"),
        ("--position 1.1.18", "there is no stage 18"),
        ("--size K=9", "is a vector of 9, too large for a worksheet; choose sizes up to 8"),
        ("diverging --position 400", "does not come to the position 400.1.8: L became non-finite"),
        ("diverging --position 400.1.2", "does not come to the position 400.1.2"),
        ("--epochs 3", "unrecognized arguments: --epochs"),
    ],
)
def test_bad_input_is_one_sentence(command, words, message):
    result = command("worksheet", *words.split())
    assert (result.status, result.out) == (2, "")
    assert message in result.err
    assert result.err.startswith("backprop-tui: ")
    assert result.err.count("\n") == 1


@pytest.mark.parametrize("position", ["0", "1.1", "1.1.2"])
def test_numbers_that_are_not_finite(command, network, position):
    path = network("equations = '''y = exp(x)\nL = sum(y)'''\n[inputs]\nx = [1000.0, 0.0]\n")
    result = command("worksheet", path, "--position", position)
    assert (result.status, result.out) == (2, "")
    assert result.err.count("\n") == 1
    assert "finite" in result.err


def test_markdown_renders_as_it_is_meant(sheet, network):
    path = network(NASTY)
    for words in (("xor",), ("two-branch",), (path,)):
        source = sheet(*words)
        html = MarkdownIt("commonmark").enable("table").render(source)
        in_tables = len(re.findall(r"<td[^>]*>______</td>", html))
        alone = len(re.findall(r"</code> = ______", html))
        assert in_tables + alone == source.count("______")
        assert html.count("<table>") == len(re.findall(r"^\|[-: |]+\|$", source, re.MULTILINE))
        assert "<p>|" not in html
    assert "<h1>50% &amp; $more_ #1 {x} ~^\\ &lt;b&gt;“é” 中文 -- *bold* `c` [l](m) 😀</h1>" in html


def test_markdown_lines_up_as_plain_text(sheet):
    for block in re.findall(r"(?:^\|.*\n)+", sheet("--answers"), re.MULTILINE):
        assert len({len(line) for line in block.splitlines()}) == 1


def test_a_stream_that_is_not_unicode(program):
    result = program("worksheet", PYTHONIOENCODING="ascii")
    assert (result.status, result.err) == (0, "")
    assert "`dL/dy_i = dL/du_i * sigma'(y_i)`" in result.out
    assert "?" not in result.out


@pytest.mark.parametrize(
    ("formula", "latex"),
    [
        ("y = x · A", r"y=x\cdot A"),
        ("A[0][12] = x₀ · y₁₂", r"A_{0,12}=x_{0}\cdot y_{12}"),
        ("∂L/∂A[k′][i]", r"\partial L/\partial A_{k',i}"),
        ("vᵢ = Σₖₗ h1ₖ·A[k][i]", r"v_{i}=\sum_{k,l} \textit{h1}_{k}\cdot A_{k,i}"),
        ("Σᵢ = Σᵢ − Σ", r"\Sigma _{i}=\Sigma _{i}-\Sigma "),
        ("Σ ∂L/∂A ← 2", r"\sum \partial L/\partial A\leftarrow 2"),
        ("σ′(a_1) = 1 − u₀²", r"\sigma '(\textit{a\_1})=1-u_{0}^{2}"),
        ("x^(a + b)·y", r"x^{(a+b)}\cdot y"),
        ("x^y₀ + z^|a| + √c^√d", r"x^{y_{0}}+z^{|a|}+\surd c^{\surd d}"),
        ("x^exp(a·(b + c))²", r"x^{\operatorname{exp}(a\cdot (b+c))}^{2}"),
        ("1 if y > 0, else 0", r"1\text{ if }y>0,\text{ else }0"),
        ("−1.5e-7·x + 1e−07", r"-1.5{\cdot}10^{-7}\cdot x+1{\cdot}10^{-7}"),
        ("(∂L/∂y)ᵀ", r"(\partial L/\partial y)^{\mathsf{T}}"),
        ("été·жук", r"\textit{\'{e}t\'{e}}\cdot \textit{U+0436U+0443U+043A}"),
    ],
)  # fmt: skip
def test_mathematics_in_latex(formula, latex):
    assert mathematics(formula) == latex


def test_any_text_in_latex_is_ascii():
    for character in map(chr, range(32, 0x3000)):
        assert text(character).isascii()
        assert mathematics(f"{character} = x{character}").isascii()


@given(networks(), st.integers(0, 10**6))
@settings(max_examples=20)
def test_any_network_has_a_sheet_in_either_format(build, drawn, seed):
    network = with_numbers(build, *drawn, seed)
    sheet = sheet_of(network, network.settings, moment_at(network, "1.1"))
    markdown, latex = (FORMATS[form](sheet, False) for form in ("markdown", "latex"))
    assert markdown.count(BLANK["markdown"]) == body(latex).count(BLANK["latex"]) > 0
    assert latex.isascii()
    assert latex.replace(r"\{", "").count("{") == latex.replace(r"\}", "").count("}")
    assert latex.count("$") % 2 == 0


@pytest.fixture
def pdflatex(tmp_path):
    """Compile a document; what TeX says of it."""
    if shutil.which("pdflatex") is None:
        pytest.skip("pdflatex is not installed (Debian: texlive-latex-base)")

    def run(document):
        (tmp_path / "sheet.tex").write_text(document, encoding="ascii")
        done = subprocess.run(
            ["pdflatex", "-halt-on-error", "-interaction=nonstopmode", "sheet.tex"],
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        log = (tmp_path / "sheet.log").read_text(encoding="latin-1")
        assert done.returncode == 0, log[-2000:]
        assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
        return log

    return run


@pytest.mark.parametrize("words", [*([name] for name in preset_names()), ["--size", "K=8"]])
@pytest.mark.parametrize("answers", [[], ["--answers"]])
def test_latex_compiles_and_fits_the_page(sheet, pdflatex, words, answers):
    log = pdflatex(sheet(*words, "--format", "latex", *answers))
    assert not [
        width for width in re.findall(r"Overfull \\hbox \(([\d.]+)pt", log) if float(width) > 3
    ]
    assert "LaTeX Warning" not in log


def test_latex_takes_any_name_and_any_title(sheet, pdflatex, network):
    log = pdflatex(sheet(network(NASTY), "--format", "latex", "--answers"))
    assert "Missing character" not in log

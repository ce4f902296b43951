import os

import pytest

import engine.settings

TOO_BIG = "--size K=100000000"


@pytest.mark.parametrize("command_name", ["train", ""])
@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("--epochs 0", "--epochs: '0' is no whole number from 1 to 1,000,000,000"),
        ("--epochs -1", "--epochs: '-1' is no whole number from 1"),
        ("--epochs 1.5", "--epochs: '1.5' is no whole number from 1"),
        ("--epochs 1000000001", "--epochs: '1000000001' is no whole number from 1"),
        ("--epochs", "--epochs: expected one argument"),
        ("--samples 0", "--samples: '0' is no whole number from 1"),
        ("--batch-size 0", "--batch-size: '0' is no whole number from 1"),
        ("--lr 0", "--lr: '0' is no number greater than 0"),
        ("--lr=-0.1", "--lr: '-0.1' is no number greater than 0"),
        ("--lr nan", "--lr: 'nan' is no number greater than 0"),
        ("--lr inf", "--lr: 'inf' is no number greater than 0"),
        ("--lr much", "--lr: 'much' is no number greater than 0"),
        ("--seed 1.5", "--seed: '1.5' is no whole number"),
        ("--schedule daily", "choose one of per-sample, mini-batch, batch"),
        ("--backend fast", "choose one of generated, plain, numpy"),
        ("--size K", "--size: 'K' is no NAME=NUMBER"),
        ("--size =3", "--size: '=3' is no NAME=NUMBER"),
        ("--size K=0", "--size: K is '0' is no whole number from 1"),
        ("--size K=x", "--size: K is 'x' is no whole number"),
        ("--size Q=3", "there is no size Q; the file has K"),
        (TOO_BIG, "choose smaller sizes"),
        ("--schedule batch --batch-size 2", "--batch-size has no meaning with --schedule batch"),
        ("xor --samples 5", "ask for at most 4"),
        ("--epoch 3", "unrecognized arguments: --epoch"),
        ("two-branch xor", "unrecognized arguments: xor"),
        ("missing.toml", "missing.toml: there is no such file"),
        ("nonsense", "there is no preset and no file 'nonsense'"),
        (".", "the file cannot be read"),
    ],
)
def test_bad_input_is_one_sentence(command, command_name, words, message):
    result = command(*filter(None, [command_name]), *words.split())
    assert (result.status, result.out) == (2, "")
    assert message in result.err
    assert result.err.startswith("backprop-tui: ")
    assert result.err.count("\n") == 1
    assert result.err.endswith(".\n")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("equations = ", "line 1: this is not TOML"),
        ("equations = 'L = sum(q)'", "`L = sum(q)`, the name q is not known"),
        ("equations = 'L = x'\n[inputs]\nx = [1.0, 2.0]", "the loss and must be a scalar"),
        ("equations = 'L = sum(x)'\n[inputs]\nx = [[1.0], [1.0, 2.0]]", "is a ragged matrix"),
        ("equations = 'L = sum(x)'\n[inputs]\nx = nan", "contains nan"),
        (
            "equations = 'L = sum(x * y)'\n[inputs]\nx = [1.0]\ny = [1.0, 2.0]",
            "change the equation",
        ),
        ("equations = '''L = __import__(\"os\")'''", "use @ + - * / **"),
    ],
)
@pytest.mark.parametrize("name", ["gradients", "train", ""])
def test_bad_files_are_one_sentence(command, network, name, text, message):
    path = network(text)
    result = command(*filter(None, [name]), path)
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith(f"backprop-tui: {path}, line ")
    assert message in result.err
    assert result.err.count("\n") == 1


@pytest.mark.parametrize("name", ["train", "code"])
def test_numpy_that_is_not_installed(command, monkeypatch, name):
    monkeypatch.setattr(engine.settings, "find_spec", lambda package: None)
    result = command(name, "--backend", "numpy")
    assert (result.status, result.out) == (2, "")
    assert "needs NumPy, which is not installed; install it with pip" in result.err


def test_the_real_program_has_no_tracebacks(program):
    for words in (["train", "--lr", "x"], ["gradients", "missing.toml"], ["presets", "nope"], []):
        result = program(*words)
        assert (result.status, result.out) == (2, "")
        assert result.err.startswith("backprop-tui: ")
        assert result.err.count("\n") == 1


@pytest.mark.parametrize(("typed", "meant"), [("trian", "train"), ("preset", "presets")])
def test_a_command_typed_wrong(command, typed, meant):
    result = command(typed)
    assert result.status == 2
    assert f"write backprop-tui {meant} if you meant that command" in result.err


def test_a_command_after_options(command):
    result = command("--epochs", 3, "train")
    assert result.status == 2
    assert "write backprop-tui train if you meant that command" in result.err


TITLE = r"[red]boom[/red] :smile: [/] \\[bold]"


@pytest.mark.parametrize("name", ["gradients", "train"])
def test_titles_are_not_markup(command, network, name):
    path = network(f"title = '{TITLE}'\nequations = 'L = x ** 2'\n[inputs]\nx = 1.0\n")
    result = command(name, path)
    assert result.status == 0
    assert result.out.splitlines()[0] == TITLE


@pytest.mark.skipif(os.name != "posix", reason="file names without control characters")
def test_file_names_cannot_drive_the_terminal(command, network):
    path = network("equations = 1", "a\x1b[31m\nb\x07.toml")
    for words in (["gradients", path], ["train", "--csv", path], [f"{path}\x1b"]):
        result = command(*words)
        assert (result.status, result.out) == (2, "")
        assert r"a\x1b[31m\nb\x07.toml" in result.err
        assert "\x1b" not in result.err
        assert result.err.count("\n") == 1


@pytest.mark.parametrize("typed", ["--epochs=\x1b[2J", "--\x1b[2J", "\x1b[2J"])
def test_what_was_typed_cannot_drive_the_terminal(command, typed):
    result = command("train", typed)
    assert result.status == 2
    assert "\x1b" not in result.err

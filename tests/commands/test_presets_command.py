import pytest

from engine import find_network, preset_names


def test_every_preset_is_listed_with_title_and_equations(command):
    result = command("presets")
    assert (result.status, result.err) == (0, "")
    lines = [line.split("   ") for line in result.out.splitlines()]
    names = [line[0].strip() for line in lines if line[0].strip()]
    assert names[: len(preset_names())] == list(preset_names())
    assert max(map(len, result.out.splitlines())) <= 80
    for text in (
        "Two branches that meet",
        "L = sum(w ** 2)",
        "Exclusive or, from a data file",
        "p = sigmoid(h @ V + c)",
        "backprop-tui train NAME",
        "backprop-tui presets NAME > mine.toml",
    ):
        assert text in " ".join(result.out.split()), text


def test_the_file_of_a_preset_is_printed_as_it_is(command):
    result = command("presets", "two-branch")
    assert (result.status, result.err) == (0, "")
    assert result.out == find_network("two-branch").read_bytes().decode()


def test_the_real_program_prints_files_byte_by_byte(program):
    result = program("presets", "two-branch", PYTHONIOENCODING="latin-1")
    assert result.out.encode("latin-1") == find_network("two-branch").read_bytes()


def test_a_copy_and_its_data_file_train(command, network):
    copied = command("presets", "xor")
    assert copied.err == (
        "backprop-tui: xor reads xor.csv; backprop-tui presets xor.csv > xor.csv copies that too.\n"
    )
    path = network(copied.out, "mine.toml")
    assert command("train", path, "--epochs", 1).status == 2
    data = command("presets", "xor.csv")
    assert (data.status, data.err) == (0, "")
    network(data.out, "xor.csv")
    ours = command("train", path, "--epochs", 3, "--json")
    assert ours.json == command("train", "xor", "--epochs", 3, "--json").json


@pytest.mark.parametrize("name", ["nope", "../presets/xor", "xor.toml", "", "__init__"])
def test_what_is_no_preset(command, name):
    result = command("presets", name)
    assert (result.status, result.out) == (2, "")
    assert result.err == (
        f"backprop-tui: there is no preset {name!r}; name one of {', '.join(preset_names())}.\n"
    )

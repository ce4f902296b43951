"""On which line of a TOML text a key stands, whatever strings and arrays stand around it."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.network_file.toml_lines import TomlLines


def lines_of(text):
    tomllib.loads(text)  # a text that is no TOML never gets here
    return TomlLines(text)


def test_keys_stand_where_they_are_written():
    lines = lines_of('title = "t"\n\n[sizes]\nK = 3\n  N   =   4\n\n[inputs]\nx = 1\n')
    assert lines.line("title") == 1
    assert lines.line("sizes") == 3
    assert lines.line("sizes", "K") == 4
    assert lines.line("sizes", "N") == 5
    assert lines.line("inputs", "x") == 8


def test_what_is_not_there_stands_at_the_nearest_table_around_it():
    lines = lines_of("a = 1\n[data]\nx = { uniform = [0, 1] }\n")
    assert lines.line("data", "x", "uniform") == 3
    assert lines.line("data", "y", "z") == 2
    assert lines.line("nowhere") is None
    assert lines.line() is None


@pytest.mark.parametrize(
    "above",
    [
        "A = [\n  [1, 2],\n  [3, 4],\n]",
        "A = [ # ]\n  1, # [[ ' \" \n]",
        'A = [\n  \'x = ]\', "[b]", "\\"]", # x = 9\n]',
        'A = """\nx = 9\n[b]\n"""',
        "A = '''\nx = 9\n[b]\n'''",
        "A = '''# no comment\nx = 9'''",
        'A = """a \\""" x = 9\nx = 9\n"""',
        'A = """\nx = 9 \\\\"""',
        'A = """\nx = 9""""',
        "A = '''\nx = 9'''''",
        "A = ''''quoted'''",
        "A = '''quoted'''' # it's a [",
        'A = """quoted"""" # a " and a [',
        "A = '''x'''\nB = '''\nx = 9\n'''",
        "A = \"\"\nB = ''",
        "A = \"\"\"\"\"\"\nB = ''''''",
        "A = \"# ' ''' [\"",
        'A = \'# " """ [\'',
        'A = "\\\\"',
        "A = '\\'",
        "# ''' an apostrophe, a \" and a [",
        "A = 1 # ''' and [[",
        "A = { b = [1, 2], c = { d = '}' } }",
        "A = [{ x = 9 }, { x = 9 }]",
        "A = [\n  { x = 9 },\n  { x = 9 },\n]",
        "A = 2000-01-01T00:00:00Z",
        "",
        "\t\n   \n",
    ],
)
def test_what_stands_above_does_not_move_a_key(above):
    text = f"{above}\nx = 1\n[b] # [c]\ny = 2\n"
    line = above.count("\n") + 2
    lines = lines_of(text)
    assert lines.line("x") == line
    assert lines.line("b") == line + 1
    assert lines.line("b", "y") == line + 2


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("plain-key_1", ("plain-key_1",)),
        ('"with space"', ("with space",)),
        ("'with \"quotes\"'", ('with "quotes"',)),
        ('"with \\"quotes\\""', ('with "quotes"',)),
        ('"with.dot"', ("with.dot",)),
        ('"with = sign"', ("with = sign",)),
        ('"with # and ]"', ("with # and ]",)),
        ('"\\u001b[31m"', ("\x1b[31m",)),
        ('"grüße"', ("grüße",)),
        ('""', ("",)),
        ("columns.x", ("columns", "x")),
        ('columns . "a.b" .c', ("columns", "a.b", "c")),
        ("1234", ("1234",)),
    ],
)
def test_quoted_and_dotted_keys_are_found_by_what_they_mean(key, path):
    assert lines_of(f"a = 1\n{key} = 2\n").line(*path) == 2
    assert lines_of(f"[table]\n\n  {key}=2\n").line("table", *path) == 3
    assert lines_of(f"\n[{key}]\nz = 1\n").line(*path) == 2
    assert lines_of(f"\n[ {key} ] # comment\nz = 1\n").line(*path, "z") == 3


def test_a_dotted_key_gives_the_tables_it_names_their_line():
    lines = lines_of('[data]\nfile = "f"\ncolumns.x = "a"\ncolumns.t = "b"\n[a.b]\nc = 1\n')
    assert lines.line("data") == 1
    assert lines.line("data", "columns") == 3
    assert lines.line("data", "columns", "t") == 4
    assert lines.line("data", "columns", "z") == 3
    assert lines.line("a") == 5


def test_an_array_of_tables_stands_at_its_first():
    assert lines_of("a = 1\n[[inputs]]\nx = 1\n[[inputs]]\nx = 2\n").line("inputs", "x") == 3


def test_the_tables_of_an_array_have_numbers():
    lines = lines_of(
        "[[a]]\nx = 1\n[[a.b]]\ny = 1\n[[a.b]]\ny = 2\n[a.c]\nz = 1\n"
        "[[a]]\nx = '''\n[[a]]\nx = 3'''\n[[a.b]]\ny = 3\n"
    )
    assert lines.line("a", "0", "x") == 2
    assert lines.line("a", "0", "b", "0", "y") == 4
    assert lines.line("a", "0", "b", "1", "y") == 6
    assert lines.line("a", "0", "c", "z") == 8
    assert lines.line("a", "1") == 9
    assert lines.line("a", "1", "x") == 10
    assert lines.line("a", "1", "b", "0", "y") == 14
    assert lines.line("a", "1", "b", "0", "z") == 13


def test_only_line_feeds_end_a_line_as_for_the_parser():
    assert lines_of("a = 'one\u2028line\u0085still' # \u2029\nb = 1\n").line("b") == 2


@pytest.mark.parametrize("quote", ["'''", '"""'])
@pytest.mark.parametrize(
    ("opening", "first"),
    [
        ("equations = {}", 3),
        ("  'equations'={}", 3),
        ("equations = {}y = x", 2),
        ("equations={}\ty = x", 2),
        ("equations = {} ", 2),  # the blank is the first line of the text
    ],
)
def test_lines_within_a_multi_line_string_count_from_where_its_text_begins(opening, first, quote):
    text = f"# a comment\n{opening.format(quote)}\nz = x\nL = z\n{quote}\n"
    lines = lines_of(text)
    assert lines.line_within(1, "equations") == first
    for number, content in enumerate(tomllib.loads(text)["equations"].split("\n"), start=1):
        assert content in text.split("\n")[lines.line_within(number, "equations") - 1]


@pytest.mark.parametrize("value", ['"L = x"', "'L = x'", '"y = x\\nL = y"', "1", "['''\n''']"])
def test_lines_within_anything_else_are_the_line_of_its_key(value):
    lines = lines_of(f"\nequations = {value}\n")
    assert lines.line_within(1, "equations") == 2
    assert lines.line_within(2, "equations") == 2
    assert lines.line_within(1, "missing") is None


KEYS = st.text("abc '\"\\.#[]{}=\u001b\u2028é", max_size=4)


def basic(text):
    return '"' + "".join(f"\\u{ord(c):04x}" if c in '"\\\x1b' else c for c in text) + '"'


VALUES = st.recursive(
    st.one_of(
        st.sampled_from(["1", "true", "1.5e3", "''", '""', "''''''", "2000-01-01"]),
        KEYS.map(basic),
        KEYS.map(lambda text: f'"""\n{basic(text)[1:-1]}\nx = 1\n[a]\n"""'),
        KEYS.filter(lambda text: not set("'\x1b") & set(text)).map(lambda t: f"'''{t}\n[b]\n'''"),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[ # ]'\n{', '.join(items)}\n]"),
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
    ),
    max_leaves=5,
)


@given(
    st.lists(st.tuples(st.booleans(), KEYS, VALUES), unique_by=lambda entry: entry[1], max_size=6)
)
def test_every_key_of_any_text_is_found_on_its_line(entries):
    text, table, expected = "", (), {}
    for header, key, value in entries:
        line = text.count("\n") + 1
        if header:
            table = (key,)
            expected[table] = line
            text += f"[{basic(key)}] # '''\n"
        else:
            expected[(*table, key)] = line
            text += f"{basic(key)} = {value} # '''\n"
    lines = lines_of(text)
    assert {path: lines.line(*path) for path in expected} == expected

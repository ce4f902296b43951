"""What is on a worksheet: the given numbers, and every number to compute, stage by stage."""

from dataclasses import dataclass

from engine import Shape


@dataclass(frozen=True)
class Block:
    """The numbers of one value, under its label.

    label: in mathematics: x, ∂L/∂A; note: what it is, in words.
    shape: of the value; rows: its numbers as they are written, a vector being one row.
    """

    label: str
    note: str
    shape: Shape
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Task:
    """Numbers to compute.

    number: the stage in which training computes them, counted from 1; None in the update.
    formulas: each says how, as a whole or cell by cell.
    where: what symbols in them stand for.
    checkpoints: row and column of the cells that are given.
    """

    number: int | None
    block: Block
    formulas: tuple[str, ...]
    where: tuple[str, ...] = ()
    checkpoints: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True)
class Section:
    """The tasks of one pass. In its remarks, mathematics stands between backticks."""

    title: str
    remarks: tuple[str, ...]
    tasks: tuple[Task, ...]


@dataclass(frozen=True)
class Sheet:
    """One step of training; the remarks are written as those of a section."""

    title: str
    remarks: tuple[str, ...]
    equations: tuple[str, ...]
    given: tuple[Block, ...]
    sections: tuple[Section, ...]

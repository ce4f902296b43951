"""The tape: a run that can go to any position, and branch there.

A run is a pure function of network, data, settings and seed, so its past need not be kept:
from the nearest checkpoint the state at any position is computed again, with the same bits.
Only the losses of every epoch are kept, and on the way nothing is evaluated again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import TypeAlias

from engine.errors import NetworkError
from engine.history import LossHistory
from engine.network import Network
from engine.passes import Gradients, Trace
from engine.position import START, Position, Ruler
from engine.run import Run
from engine.settings import Settings
from engine.stages import Stage, stages
from engine.state import State
from engine.tape.branch import Branch, Change, first_branch, merged, with_changes
from engine.tape.line import Line
from engine.tape.record import TapeRecord, record_of, restored_lines
from engine.tape.update import Update, update_of

_Place: TypeAlias = tuple[int, int]
"""An epoch and how many of its samples are trained on: all at its end, none in epoch 0."""


@dataclass(frozen=True)
class Moment:
    """A sample in the middle of its stages, or just behind the last one.

    sample: its number in the epoch; stage: the last one that is done.
    before: the state before the sample, at whose parameters the passes are.
    trace, gradients: of the whole sample, also of stages that are still to come.
    update: what the sample's update does or will do.
    """

    position: Position
    stage: Stage
    sample: int
    before: State
    trace: Trace
    gradients: Gradients
    update: Update


class Tape:
    """A run as a tape: aim at a position, go on until it has arrived, branch anywhere.

    Where it is: a state of one line, which is that of its branch or an ancestor's. Within a
    sample the state is that before it, until the update is done.
    """

    def __init__(self, network: Network, settings: Settings) -> None:
        self._ruler = Ruler(len(network.samples), len(stages(network.graph)))
        first = first_branch(network, settings)
        line = Line(first, first, Run(network, settings).start())
        self._lines = {line.branch.name: line}
        self._current = line
        self._on, self._state = line, line.first
        self._waypoints: list[_Place] = [(0, 0)]
        self._before: State | None = None
        self._stage = 0

    @classmethod
    def restored(cls, record: TapeRecord) -> "Tape":
        """The tape of a record, set out for where it was: `go_on` until it has arrived.

        It has the same branches, and goes on with the same bits.
        """
        tape = cls(record.network, record.settings)
        tape._lines = restored_lines(record)
        tape._current = tape._lines[record.branch]
        tape.aim(record.position, staged=record.staged)
        return tape

    def record(self) -> TapeRecord:
        """All there is to know of the tape; on its way somewhere, as if it was halted."""
        first = next(iter(self._lines.values())).given
        staged = self._before is not None and self.arrived
        return TapeRecord(
            network=first.network,
            settings=first.settings,
            lines=tuple(map(record_of, self._lines.values())),
            branch=self.branch.name,
            position=self.position if staged else self._end_of_sample(self._state),
            staged=staged,
        )

    # Where it is

    @property
    def ruler(self) -> Ruler:
        """How positions follow each other."""
        return self._ruler

    @property
    def state(self) -> State:
        """The run where the tape is; within a sample, before it."""
        return self._state

    @property
    def network(self) -> Network:
        """The network as it is here: what was changed before has been."""
        return self._on.branch.network

    @property
    def settings(self) -> Settings:
        """The settings that hold here."""
        return self._on.branch.settings

    @property
    def position(self) -> Position:
        """Where the tape is."""
        if self._before is None:
            return self._end_of_sample(self._state)
        beginning = self._end_of_sample(self._before)
        return self._ruler.moved_by_stages(beginning, self._stage)

    @property
    def arrived(self) -> bool:
        """Whether the tape is where it was aimed at, or has diverged before that."""
        return not self._waypoints

    def moment(self) -> Moment | None:
        """The sample in whose stages the tape is; None where it is between samples."""
        if self._before is None:
            return None
        position, before = self.position, self._before
        network, settings = self.network, self.settings
        sample = network.samples[position.sample - 1]
        trace, gradients = network.differentiate(sample, before.parameters)
        return Moment(
            position,
            stages(network.graph)[position.stage - 1],
            position.sample,
            before,
            trace,
            gradients,
            update_of(network, settings, before, position.sample, gradients),
        )

    # Its branches

    @property
    def branch(self) -> Branch:
        """The branch that the tape is on."""
        return self._current.branch

    @property
    def branches(self) -> tuple[Branch, ...]:
        """All branches, in the order in which they were made."""
        return tuple(line.branch for line in self._lines.values())

    @property
    def history(self) -> LossHistory:
        """The losses of the branch, after those of its ancestors."""
        return self._current.history

    def history_of(self, branch: str) -> LossHistory:
        """The losses of the branch of that name."""
        return self._lines[branch].history

    @property
    def end(self) -> Position:
        """The furthest position where the branch has been."""
        return self._end_of_sample(self._current.head)

    # Moving

    def aim(self, position: Position, *, staged: bool = False) -> None:
        """Set out for a position, from the nearest state that is known; `go_on` goes there.

        staged: at the end of a sample, stay with its update. A position within a sample
        always stays with its stage.
        """
        nearby = self._before
        self._set_goal(position, staged)
        self._set_out(nearby)
        self._pass_reached()

    def play(self, position: Position) -> None:
        """Set out for the end of a sample from where the tape is, so that all is seen."""
        if _place_of(position) < _place(self._state) or not self._on.resumable(self._state):
            self.aim(position)
        else:
            self._set_goal(position, staged=False)
            self._pass_reached()

    def halt(self) -> None:
        """Stay where the tape is."""
        if self._waypoints:
            self._waypoints, self._before, self._stage = [], None, 0

    def go_on(self, samples: int) -> None:
        """Come nearer to where the tape was aimed at, by about so many samples."""
        if not self._waypoints:
            return
        following = self._following()
        start = None if following is None else _place_of(following.branch.start)
        if following is not None and start == _place(self._state) and self._settled:
            self._on, self._state = following, following.first
        else:
            goal = self._waypoints[0] if start is None else min(start, self._waypoints[0])
            self._state = self._on.advanced(self._state, goal, samples)
        self._pass_reached()

    def _set_goal(self, position: Position, staged: bool) -> None:
        done = position == START or position.stage == self._ruler.stages
        self._stage = position.stage if staged or not done else 0
        self._before = None
        ahead = _place_of(position)
        behind = _place_of(self._ruler.before_sample(position))
        self._waypoints = [behind, ahead] if self._stage else [ahead]
        if not done:
            self._waypoints = [behind]

    def _set_out(self, nearby: State | None) -> None:
        """Go to the nearest state that is known before the first waypoint."""
        goal = self._waypoints[0]
        owner = next(line for line in self._lineage() if _place_of(line.branch.start) <= goal)
        known = [*owner.known_before(goal), owner.first]
        if self._on is owner:
            known += [self._state] if nearby is None else [self._state, nearby]
        fit = [s for s in known if _place(s) == goal or (owner.resumable(s) and _place(s) < goal)]
        self._state = max(fit, key=lambda state: (_place(state), state.evaluated))
        self._on = owner

    def _has_reached(self, place: _Place) -> bool:
        whose = self._following()
        return (
            _place(self._state) == place
            and self._settled
            and (whose is None or _place_of(whose.branch.start) > place)
        )

    @property
    def _settled(self) -> bool:
        """Whether nothing is left to do where the tape is: the end of an epoch is evaluated."""
        between = 0 < self._state.trained < self._ruler.samples
        return between or self._state.complete

    def _pass_reached(self) -> None:
        while self._waypoints and self._has_reached(self._waypoints[0]):
            self._waypoints.pop(0)
            if self._stage and self._before is None:
                self._before = self._state
        if self._waypoints and self._state.divergence is not None:
            self._stop_at_divergence()

    def _stop_at_divergence(self) -> None:
        """Stay at the last finite state or, within the stages of the sample, before its update."""
        self._waypoints = []
        if self._before is None:
            self._stage = 0
        elif self._stage:
            self._stage = min(self._stage, self._ruler.stages - 1)

    # Branching

    def change(self, change: Change) -> None:
        """Branch here; or change this branch, if it begins here and has gone nowhere yet.

        Raises NetworkError for what cannot be changed so.
        """
        self._finish_evaluation()
        line = self._on
        if self._untouched(line):
            self._rebuild(line, merged(line.given, (*line.branch.changes, change)))
            return
        changes = merged(line.branch, (change,))
        if not changes:
            return
        names = (f"b{number}" for number in count(1))
        name = next(name for name in names if name not in self._lines)
        base = self._state._replace(divergence=None)
        start = self._end_of_sample(self._state)
        branch = with_changes(line.branch, name, start, changes)
        self._enter(Line(branch, line.branch, base, line))

    def undo(self) -> None:
        """Take the last change of the branch back; if it has gone on since, only leave it.

        Raises NetworkError where nothing was changed.
        """
        line = self._current
        if not line.branch.changes:
            raise NetworkError("nothing has been changed", "edit a cell or choose a learning rate")
        if self._untouched(line):
            self._rebuild(line, line.branch.changes[:-1])
            return
        parent = line.parent
        if parent is None:
            raise NetworkError(
                "the run has gone on since the change", "start again from the first weights"
            )
        self._current = parent
        self.aim(line.branch.start)

    def switch(self, name: str) -> None:
        """Go to where the branch of that name has come to."""
        self._current = self._lines[name]
        self.aim(self.end)

    def _finish_evaluation(self) -> None:
        """A branch begins between samples or at the end of an epoch, with its losses known."""
        while not self._settled and self._state.divergence is None:
            place = _place(self._state)
            self._state = self._on.advanced(self._state, place, self._ruler.samples)

    def _untouched(self, line: Line) -> bool:
        """Whether a branch has only just begun, and here."""
        return (
            line is self._on
            and _place(self._state) == _place(line.first) == _place(line.head)
            and not any(other.parent is line for other in self._lines.values())
        )

    def _rebuild(self, line: Line, changes: tuple[Change, ...]) -> None:
        """Give a branch that has gone nowhere other changes; without any, it is left."""
        if not changes and line.parent is not None:
            del self._lines[line.branch.name]
            self._current = line.parent
            self._stay(line.branch.start)
            return
        branch = with_changes(line.given, line.branch.name, line.branch.start, changes)
        self._enter(Line(branch, line.given, line.base, line.parent))

    def _enter(self, line: Line) -> None:
        self._lines[line.branch.name] = line
        self._current = line
        self._stay(line.branch.start)

    def _stay(self, start: Position) -> None:
        """Stay where the tape is, now on another branch that begins here."""
        within = self._before is not None and self._stage < self._ruler.stages
        position = self.position if within else start
        self._on, self._state, self._before = self._current, self._current.first, None
        self.aim(position, staged=within)

    def _lineage(self) -> Iterator[Line]:
        """The branch, its parent, and so on."""
        line: Line | None = self._current
        while line is not None:
            yield line
            line = line.parent

    def _following(self) -> Line | None:
        """The line that the branch goes on with after that where the tape is."""
        following = None
        for line in self._lineage():
            if line is self._on:
                return following
            following = line
        return following

    def _end_of_sample(self, state: State) -> Position:
        return self._ruler.after_sample(*_place(state)) if state.epoch else START


def _place(state: State) -> _Place:
    return state.epoch, state.trained


def _place_of(position: Position) -> _Place:
    """The place at the end of the sample of a position."""
    return position.epoch, position.sample

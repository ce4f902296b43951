"""A line: what is known of one branch, and how its states are computed."""

from collections.abc import Iterator, Sequence
from types import MappingProxyType

from engine.graph import Kind
from engine.history import LossHistory
from engine.network import Network, Parameters
from engine.run import Run
from engine.settings import Backend
from engine.state import State
from engine.tape.branch import Branch, CellChange, Change, changed_parameters
from engine.tape.checkpoints import Checkpoints


class Line:
    """A branch with its losses, its checkpoints, and the furthest state it has come to.

    given: what holds before its changes: its parent; of the first, the run as it was asked for.
    base: the state that it begins with, before its changes; first: after them.
    """

    def __init__(
        self, branch: Branch, given: Branch, base: State, parent: "Line | None" = None
    ) -> None:
        self.branch = branch
        self.given = given
        self.base = base
        self.parent = parent
        self.run = Run(branch.network, branch.settings)
        self.first = first_state(branch.network, base, branch.changes)
        self.history = self._begun_history()
        graph = branch.network.graph
        self.checkpoints = Checkpoints({n: graph.shape(n) for n in graph.names(Kind.PARAMETER)})
        self.head = self.first

    def advanced(self, state: State, goal: tuple[int, int], samples: int) -> State:
        """The state about so many samples nearer to a place, an epoch and its trained samples.

        Epochs whose losses are known are not evaluated again on the way. A run that diverges
        in the first sample of an epoch has come to the end of the epoch before.
        """
        state = self._moved(state, goal, samples)
        if state.divergence is not None and state.epoch > 0 and state.trained == 0:
            end = self._end_of_epoch(state.epoch - 1, state.parameters)
            state = end._replace(divergence=state.divergence)
        self._record(state)
        return state

    def known_before(self, goal: tuple[int, int]) -> Iterator[State]:
        """States that are kept, among them the last one before a place."""
        yield self.head
        count = len(self.branch.network.samples)
        epoch = goal[0] if goal[1] == count or goal[0] == 0 else goal[0] - 1
        kept = self.checkpoints.latest(min(epoch, self.history.epochs - 1))
        if kept is not None:
            yield self._end_of_epoch(*kept)

    def resumable(self, state: State) -> bool:
        """Whether the run goes on from a state with the bits of one that did not stop there.

        NumPy adds up the gradients of a whole group at once, so within one it does not, but
        for the group in which the branch begins.
        """
        if state is self.first or self.branch.settings.backend is not Backend.NUMPY:
            return True
        return state.gradient_sum is None

    def _moved(self, state: State, goal: tuple[int, int], samples: int) -> State:
        count = len(self.branch.network.samples)
        at_end = state.epoch == 0 or state.trained == count
        if at_end and state.epoch < goal[0] and state.epoch < self.history.epochs:
            losses = self.history.losses(state.epoch)
            state = State(state.epoch + 1, 0, 0, False, state.parameters, losses=losses)
            at_end = False
        if at_end:
            return self.run.advance(state, samples)
        stop = goal[1] if state.epoch == goal[0] else count
        after = self.run.advance(state, min(samples, stop - state.trained))
        return after if after.trained <= stop else self.run.train(state, stop - state.trained)

    def _record(self, state: State) -> None:
        if (state.epoch, state.trained, state.evaluated) >= (
            self.head.epoch,
            self.head.trained,
            self.head.evaluated,
        ):
            self.head = state
        if state.complete and state.losses is not None and state.divergence is None:
            if state.epoch == self.history.epochs:
                self.history = self.history.with_epoch(state.losses)
            self.checkpoints.offer(state.epoch, state.parameters)

    def _end_of_epoch(self, epoch: int, parameters: Parameters) -> State:
        count = len(self.branch.network.samples)
        losses = self.history.losses(epoch)
        return State(epoch, count if epoch else 0, count, True, parameters, losses=losses)

    def _begun_history(self) -> LossHistory:
        if self.parent is None:
            return LossHistory.empty()
        return self.parent.history.branched(self.first.epoch + self.first.complete)


def first_state(network: Network, base: State, changes: Sequence[Change]) -> State:
    """The state of a branch after its changes; evaluated anew where numbers have changed."""
    if not any(isinstance(change, CellChange) for change in changes):
        return base
    parameters = changed_parameters(network, base.parameters, changes)
    return base._replace(
        parameters=MappingProxyType(dict(parameters)),
        evaluated=0,
        evaluation_loss=0.0,
        complete=False,
    )

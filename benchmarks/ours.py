"""Our own engine, timed end to end through its public training interface."""

from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from time import perf_counter

from benchmarks.job import Job, Outcome
from benchmarks.peers.peer import SAME, Prepared, package_version
from engine import Backend, Run, Settings, State, generated_code

_PACKAGE_OF = {"numpy": "numpy"}


@dataclass(frozen=True)
class Ours:
    """One backend of the engine, as if it were a peer.

    backend: as `engine.Backend` spells it.
    evaluation: whether the second half of an epoch is timed in place of the first: the
        loss of every sample at fixed weights.
    """

    backend: str
    title: str
    tolerance: float
    evaluation: bool = False

    @property
    def name(self) -> str:
        """The name in the JSON."""
        return f"ours-{self.backend}" + ("-evaluation" if self.evaluation else "")

    def available(self) -> str | None:
        """The version of this project; None without the package that the backend needs."""
        if self.backend in _PACKAGE_OF and package_version(_PACKAGE_OF[self.backend]) is None:
            return None
        return _own_version()

    def prepare(self, job: Job) -> Prepared:
        """A run that has evaluated epoch 0, or has trained in epoch 1 too."""
        run = Run(job.network, self.chosen(job.settings))
        state = run.advance(run.start(), job.count)
        if self.evaluation:
            state = run.advance(state, job.count)
        return Prepared(
            lambda: state,
            lambda before: run.advance(before, job.count),
            self._evaluated if self.evaluation else self._trained,
        )

    def chosen(self, settings: Settings) -> Settings:
        """Settings with this backend."""
        return replace(settings, backend=Backend(self.backend))

    def _trained(self, state: State) -> Outcome:
        return Outcome(dict(state.parameters), state.training_loss)  # type: ignore[arg-type]

    def _evaluated(self, state: State) -> Outcome:
        assert state.losses is not None
        loss = state.losses.evaluation_loss
        return Outcome(dict(state.parameters), loss)  # type: ignore[arg-type]


PLAIN = Ours("plain", "ours, plain", SAME)
GENERATED = Ours("generated", "ours, generated", SAME)
NUMPY = Ours("numpy", "ours, NumPy", 1e-12)
OURS = (PLAIN, GENERATED, NUMPY)
EVALUATIONS = tuple(
    replace(each, title=f"{each.title}: evaluation", evaluation=True) for each in OURS
)
PLAIN_EVALUATION = EVALUATIONS[0]


def compile_milliseconds(job: Job) -> float:
    """How long it takes to generate and compile the kernel of a job, at its first use.

    The engine keeps kernels: a second time would be that of a look-up.
    """
    settings = GENERATED.chosen(job.settings)
    began = perf_counter()
    generated_code(job.network, settings)
    return (perf_counter() - began) * 1e3


def _own_version() -> str:
    try:
        return version("backprop-tui")
    except PackageNotFoundError:
        return "not installed as a package"

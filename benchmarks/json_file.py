"""Everything a run found, as JSON."""

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.measuring import Measurement, Plan
from benchmarks.ours import EVALUATIONS, GENERATED, OURS
from benchmarks.targets import Results, Target


def write_json(
    path: Path,
    about: Mapping[str, Any],
    plan: Plan,
    found: Sequence[Measurement],
    met: Sequence[Target],
    compile_times: Mapping[int, float | None],
) -> None:
    """Write the file; about: the machine, the date and the command."""
    results = Results(found)
    document = {
        **about,
        "plan": {
            "sizes": list(plan.sizes),
            "schedules": [each.value for each in plan.schedules],
            "samples": plan.samples,
            "repeats": plan.repeats,
            "seconds": plan.seconds,
        },
        "compared_with": GENERATED.name,
        "peers": {
            each.name: {"title": each.title, "version": each.available()}
            for each in (*plan.peers, *OURS, *EVALUATIONS)
        },
        "agreed": all(each.agreed for each in found),
        "measurements": [_measurement(each, results) for each in found],
        "compile_milliseconds": {str(size): each for size, each in compile_times.items()},
        "targets": [vars(each) for each in met],
    }
    path.write_text(
        json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n",
        encoding="utf-8",
    )


def _measurement(each: Measurement, results: Results) -> dict[str, Any]:
    low, high = each.quartiles
    return {
        "peer": each.peer.name,
        "schedule": each.schedule.value,
        "K": each.size,
        "wanted_samples": each.wanted,
        "samples": each.samples,
        "extrapolated": each.samples < each.wanted,
        "microseconds_per_sample": {
            "median": each.median,
            "quartiles": [low, high],
            "all": each.times,
        },
        "times_ours": results.ratio(each.peer.name, GENERATED.name, each.schedule, each.size),
        "note": each.note,
        "check": {
            "samples": each.check.samples,
            "relative_difference": _finite(each.check.difference),
            "allowed": each.check.allowed,
            "stable": each.stable,
            "agreed": each.agreed,
        },
    }


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None

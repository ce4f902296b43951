"""Positions: places on the tape of a run."""

import re
from dataclasses import dataclass

from engine.errors import NetworkError


@dataclass(frozen=True, order=True)
class Position:
    """A place in a run: an epoch, a sample within it counted from 1, and a stage of that.

    stage: how many of the sample's stages are done, at least one on a tape; 0 where only
        the sample matters. Epoch 0, sample 0, stage 0 is the start of every tape.
    """

    epoch: int
    sample: int = 0
    stage: int = 0

    def __str__(self) -> str:
        return f"{self.epoch}.{self.sample}.{self.stage}"


START = Position(0, 0, 0)


@dataclass(frozen=True)
class Ruler:
    """How positions follow each other on a tape.

    samples: in an epoch; stages: of a sample. A sample whose stages are all done is the
    place before the next one, which has none done: that place is written in the first way.
    """

    samples: int
    stages: int

    def after_sample(self, epoch: int, sample: int) -> Position:
        """The place where a sample is done; sample 0 is the end of the epoch before."""
        if sample == 0:
            return self.end_of(epoch - 1)
        return Position(epoch, sample, self.stages)

    def end_of(self, epoch: int) -> Position:
        """The end of an epoch; that of epoch 0 is the start."""
        return Position(epoch, self.samples, self.stages) if epoch > 0 else START

    def before_sample(self, position: Position) -> Position:
        """The place before the sample of a position."""
        if position == START:
            return START
        return self.after_sample(position.epoch, position.sample - 1)

    def moved_by_stages(self, position: Position, count: int) -> Position:
        """The place so many stages further on or, below 0, back; the start at the least."""
        done = max(0, self._stages_before(position) + count)
        if done == 0:
            return START
        samples, stage = divmod(done - 1, self.stages)
        epoch, sample = divmod(samples, self.samples)
        return Position(epoch + 1, sample + 1, stage + 1)

    def moved_by_samples(self, position: Position, count: int) -> Position:
        """The end of a sample further on or back; from within one, its end or its beginning."""
        if position == START:
            done = count
        else:
            beginning = self._samples_before(position)
            within = position.stage < self.stages
            done = beginning + count + (0 if within and count > 0 else 1)
        if done <= 0:
            return START
        epoch, sample = divmod(done - 1, self.samples)
        return Position(epoch + 1, sample + 1, self.stages)

    def moved_by_epochs(self, position: Position, count: int) -> Position:
        """The end of an epoch further on or back; from within one, its end or its beginning."""
        within = position != self.end_of(position.epoch)
        return self.end_of(max(0, position.epoch + count - (within and count > 0)))

    def parse(self, text: str) -> Position:
        """The position of a text: `12` or `12.5` or `12.5.3`, epoch, sample and stage.

        Without a stage it is the end of the sample, without a sample the end of the epoch.
        Raises NetworkError for anything else.
        """
        match = re.fullmatch(r"\s*(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?\s*", text, re.ASCII)
        if match is None:
            raise NetworkError(
                f"the position {text!r} is not understood",
                "write epoch, epoch.sample or epoch.sample.stage, such as 12 or 12.5.3",
            )
        epoch, sample, stage = (None if part is None else int(part) for part in match.groups())
        assert epoch is not None
        if epoch == 0:
            if sample or stage:
                raise NetworkError("epoch 0 has no samples", "write 0 for the start")
            return START
        for what, number, most in (("sample", sample, self.samples), ("stage", stage, self.stages)):
            if number is not None and not 1 <= number <= most:
                raise NetworkError(
                    f"there is no {what} {number}", f"write a {what} from 1 to {most}"
                )
        return Position(epoch, sample or self.samples, stage or self.stages)

    def _samples_before(self, position: Position) -> int:
        """How many samples have been trained on before that of the position."""
        return (position.epoch - 1) * self.samples + position.sample - 1

    def _stages_before(self, position: Position) -> int:
        """How many stages are done at the position, since the start."""
        if position == START:
            return 0
        return self._samples_before(position) * self.stages + position.stage

import math

import pytest

from engine import EpochLosses, LossHistory


def test_a_history_grows_epoch_by_epoch() -> None:
    history = LossHistory.empty()
    assert history.epochs == 0
    history = history.with_epoch(EpochLosses(0, None, 4.0))
    history = history.with_epoch(EpochLosses(1, 3.0, 2.0))
    assert history.epochs == 2
    assert math.isnan(history.mean_training[0])
    assert history.mean_training[1] == 3.0
    assert list(history.evaluation) == [4.0, 2.0]


def test_what_was_handed_out_keeps_its_number_of_epochs() -> None:
    earlier = LossHistory.empty().with_epoch(EpochLosses(0, None, 4.0))
    earlier.with_epoch(EpochLosses(1, 3.0, 2.0))
    assert earlier.epochs == 1
    assert earlier.evaluation[: earlier.epochs].tolist() == [4.0]


def test_two_empty_histories_share_nothing() -> None:
    LossHistory.empty().with_epoch(EpochLosses(0, None, 4.0))
    assert len(LossHistory.empty().evaluation) == 0


def test_an_epoch_can_neither_be_skipped_nor_come_twice() -> None:
    history = LossHistory.empty()
    with pytest.raises(AssertionError):
        history.with_epoch(EpochLosses(1, 3.0, 2.0))
    history.with_epoch(EpochLosses(0, None, 4.0))
    with pytest.raises(AssertionError):
        history.with_epoch(EpochLosses(0, None, 4.0))

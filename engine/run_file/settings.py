"""The settings of a run, in words."""

from engine.run_file.item import Item
from engine.run_file.layout import Tree
from engine.settings import Settings, parse_backend, parse_schedule


def settings_tree(settings: Settings) -> Tree:
    """Settings in words."""
    return {
        "learning rate": settings.learning_rate,
        "schedule": settings.schedule.value,
        "batch size": settings.batch_size,
        "backend": settings.backend.value,
    }


def read_settings(item: Item) -> Settings:
    """The settings of these words."""
    part = item.table("learning rate", "schedule", "batch size", "backend")
    with item.errors_here():
        return Settings(
            part["learning rate"].number(),
            parse_schedule(part["schedule"].string()),
            part["batch size"].whole(least=1),
            parse_backend(part["backend"].string()),
        )

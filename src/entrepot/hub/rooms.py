"""Rooms that the hub finds in the packages: no list to edit when a package gets one."""

from importlib.util import find_spec

from django.apps import apps


def rooms(name: str) -> list[str]:
    """Module names of this room in every package that has one."""
    packages = [config.name for config in apps.get_app_configs() if config.name.startswith("entrepot.")]
    return [f"{one}.{name}" for one in packages if one != "entrepot.hub" and find_spec(f"{one}.{name}")]

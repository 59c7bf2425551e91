"""Modules that stand for packages which are not installed: they import, and whatever is asked of them is a mock.

Of these packages none touches a logger's level, handlers or propagation when a web worker imports it.
"""

import importlib.abc
import importlib.machinery
import importlib.util
import types
from unittest.mock import MagicMock

PACKAGES = {
    "channels",
    "channels_redis",
    "django_celery_beat",
    "psycopg2",
    "rest_framework",
    "rollbar",
    "whitenoise",
}


class StandIn(types.ModuleType):
    __version__ = "2.9.9"

    def __getattr__(self, name):
        # What Django asks an app for, and these apps do not have.
        if name.startswith("__") or name == "default_app_config":
            raise AttributeError(name)
        mock = MagicMock(name=f"{self.__name__}.{name}")
        setattr(self, name, mock)
        return mock


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Comes after all others, so an installed package is never hidden."""

    def find_spec(self, fullname, path=None, target=None):
        # An app without models and without a configuration of its own.
        if fullname.partition(".")[0] not in PACKAGES or fullname.endswith((".apps", ".models")):
            return None
        return importlib.util.spec_from_loader(fullname, self, origin="stand-in", is_package=True)

    def create_module(self, spec):
        module = StandIn(spec.name)
        module.__path__ = ["/nonexistent/" + spec.name]
        return module

    def exec_module(self, module):
        pass

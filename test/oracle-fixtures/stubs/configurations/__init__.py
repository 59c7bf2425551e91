"""Stands for django-configurations where it is not installed: the class that DJANGO_CONFIGURATION names fills its module."""

import os
import sys

from .values import Value


class Configuration:
    def __init_subclass__(cls):
        if "DJANGO_CONFIGURATION" not in os.environ:
            raise ImportError("the environment variable DJANGO_CONFIGURATION is undefined")
        if cls.__name__ != os.environ["DJANGO_CONFIGURATION"]:
            return
        module = sys.modules[cls.__module__]
        self = cls()
        for name in dir(cls):
            if name.isupper():
                value = getattr(self, name)
                setattr(module, name, value.setup(name) if isinstance(value, Value) else value)

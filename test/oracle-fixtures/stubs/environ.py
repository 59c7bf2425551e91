"""The installed django-environ, whose version 0.4 lacks what 0.8 and later have: read_env takes a pathlib.Path."""

import importlib.util
import os
import sys
from importlib.machinery import PathFinder

HERE = os.path.dirname(os.path.abspath(__file__))
spec = PathFinder.find_spec("environ", [path for path in sys.path if os.path.abspath(path) != HERE])
module = importlib.util.module_from_spec(spec)
sys.modules["environ"] = module
spec.loader.exec_module(module)
read_env = module.Env.read_env
module.Env.read_env = staticmethod(lambda path, **overrides: read_env(os.fspath(path), **overrides))

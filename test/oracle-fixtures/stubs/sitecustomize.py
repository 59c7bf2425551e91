"""Keeps what the fixtures log inside of the scratch folder, and finds stand-ins for packages that are not installed.

A log file's path is moved below LOGLINT_SCRATCH, and its folder made.
"""

import logging
import os
import sys

import stand_in

SCRATCH = os.environ.pop("LOGLINT_SCRATCH")
open_file = logging.FileHandler.__init__


def open_in_scratch(self, filename, *args, **kwargs):
    path = SCRATCH + os.path.abspath(os.fspath(filename))
    os.makedirs(os.path.dirname(path), exist_ok=True)
    open_file(self, path, *args, **kwargs)


logging.FileHandler.__init__ = open_in_scratch

sys.meta_path.append(stand_in.Finder())

"""Stands for python-json-logger where it is not installed."""

import logging


class JsonFormatter(logging.Formatter):
    pass

"""Runs real django.setup() once per settings module, each in a forked copy of what a gunicorn worker is at that moment.

Reads JSON lines {"module": name, "probes": [[logger, level]]} from stdin; the modules lie in the working directory, or in
"folder" where that is given; "environment" holds more variables. Writes one JSON line for each.
"""

import json
import os
import sys
import threading

sys.path.insert(0, os.getcwd())
sys.dont_write_bytecode = True

import gunicorn.config
import gunicorn.glogging
import gunicorn.workers.sync  # noqa: F401  its import makes gunicorn.http.wsgi's logger

config = gunicorn.config.Config()
config.set("accesslog", "-")
gunicorn_logger = gunicorn.glogging.Logger(config)

from django.core.wsgi import get_wsgi_application  # noqa: E402  as a wsgi module imports it before setup

import logging  # noqa: E402


def describe(logger):
    return {
        "level": logging.getLevelName(logger.level),
        "handlers": [
            [
                type(handler).__module__ + "." + type(handler).__qualname__,
                logging.getLevelName(handler.level),
                handler.name,
            ]
            for handler in logger.handlers
        ],
        "propagate": bool(logger.propagate),
        "disabled": bool(logger.disabled),
    }


GUNICORN = {
    id(handler): key
    for key, logger in (("access", gunicorn_logger.access_log), ("error", gunicorn_logger.error_log))
    for handler in logger.handlers
}


def follow(probes):
    """The handlers that each record really comes to, by name; "lastResort" for Python's own."""
    seen = []

    def watch(handler, name):
        handler.emit = lambda record: seen.append(name)
        if isinstance(handler, logging.NullHandler):
            # It swallows records in handle() already.
            handler.handle = lambda record: logging.Handler.handle(handler, record)
            handler.lock = threading.RLock()

    loggers = [logging.root, *logging.root.manager.loggerDict.values()]
    for logger in loggers:
        for handler in getattr(logger, "handlers", []):
            watch(handler, "gunicorn:" + GUNICORN[id(handler)] if id(handler) in GUNICORN else handler.name)
    watch(logging.lastResort, "lastResort")
    reached = []
    for name, level in probes:
        seen.clear()
        logging.getLogger(name).log(logging.getLevelName(level), "probe")
        reached.append(list(seen))
    return reached


def run(module, probes):
    os.environ["DJANGO_SETTINGS_MODULE"] = module
    try:
        get_wsgi_application()
    except BaseException as error:  # noqa: BLE001  a refusal of any kind is the answer
        return {"ok": False, "type": type(error).__name__, "error": str(error), "cause": str(error.__cause__)}
    tree = {"": describe(logging.root)}
    for name, logger in logging.root.manager.loggerDict.items():
        if isinstance(logger, logging.Logger):
            tree[name] = describe(logger)
    return {"ok": True, "tree": tree, "reached": follow(probes)}


for line in sys.stdin:
    request = json.loads(line)
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        devnull = os.open(os.devnull, os.O_WRONLY)
        os.dup2(devnull, 1)
        os.dup2(devnull, 2)
        os.environ.update(request.get("environment", {}))
        if "folder" in request:
            os.chdir(request["folder"])
            sys.path.insert(0, request["folder"])
        with os.fdopen(writer, "w") as pipe:
            json.dump(run(request["module"], request["probes"]), pipe)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        answer = pipe.read()
    os.waitpid(child, 0)
    print(answer or json.dumps({"ok": False, "type": "crash", "error": "", "cause": ""}), flush=True)

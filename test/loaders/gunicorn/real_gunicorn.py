"""Answers questions about the installed gunicorn: one JSON object per line in, one per line out.

{"ask": "arguments", "args": [...]}                              what its ArgumentParser makes of a command line
{"ask": "words", "text": "..."}                                  what shlex.split makes of GUNICORN_CMD_ARGS
{"ask": "format", "format": "..."}                               whether the access log format works for a request
{"ask": "settings", "files": {...}, "args": [...], "environment": {...}}   the effective settings, in a scratch directory
{"ask": "handlers", ...as settings}                              the handlers of its loggers after Logger.setup
"""

import contextlib
import io
import json
import logging
import os
import sys
import tempfile

ENVIRONMENT_OF_DEFAULTS = ("PORT", "WEB_CONCURRENCY", "FORWARDED_ALLOW_IPS", "SENDFILE", "GUNICORN_CMD_ARGS", "PWD")
START_ENVIRONMENT = {k: v for k, v in os.environ.items() if k not in ENVIRONMENT_OF_DEFAULTS}


def plain(value):
    if callable(value):
        return {"callable": getattr(value, "__qualname__", type(value).__name__)}
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return value
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    return {"object": type(value).__name__}


def fresh(environment):
    """gunicorn's config.py anew: it reads environment variables while it is imported."""
    os.environ.clear()
    os.environ.update(START_ENVIRONMENT)
    os.environ.update(environment)
    sys.modules.pop("__config__", None)
    import importlib

    import gunicorn.app.base
    import gunicorn.app.wsgiapp  # noqa: F401
    import gunicorn.config

    config = importlib.reload(gunicorn.config)
    gunicorn.app.base.Config = config.Config
    gunicorn.app.base.get_default_config_file = config.get_default_config_file


def quietly(action):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            return {"value": action()}
        except SystemExit as stop:
            code = 0 if stop.code is None else stop.code
            return {"exit": code, "stderr": err.getvalue()}
        except Exception as error:
            return {"exit": 1, "stderr": "%s: %s" % (type(error).__name__, error)}


def arguments(question):
    from gunicorn.config import Config

    def parse():
        namespace = vars(Config(prog="gunicorn").parser().parse_args(question["args"]))
        return {k: plain(v) for k, v in namespace.items() if v is not None}

    return quietly(parse)


def words(question):
    import shlex

    return quietly(lambda: shlex.split(question["text"]))


def atoms():
    from gunicorn.glogging import Logger

    class Response:
        status = "200 OK"
        sent = 1024
        headers = [("Content-Type", "text/html")]

    class Request:
        headers = [("HOST", "example.org"), ("USER-AGENT", "curl"), ("X-FORWARDED-FOR", "203.0.113.9")]

    import datetime

    environ = {"REMOTE_ADDR": "127.0.0.1", "REQUEST_METHOD": "GET", "RAW_URI": "/a?b=c", "SERVER_PROTOCOL": "HTTP/1.1",
               "PATH_INFO": "/a", "QUERY_STRING": "b=c", "HTTP_REFERER": "-", "HTTP_USER_AGENT": "curl"}
    return Logger.atoms(Logger.__new__(Logger), Response, Request, environ, datetime.timedelta(seconds=2, microseconds=34567))


ATOMS = None


def access_format(question):
    global ATOMS
    from gunicorn.glogging import SafeAtoms

    if ATOMS is None:
        ATOMS = atoms()
    try:
        record = logging.LogRecord("gunicorn.access", logging.INFO, "", 0, question["format"], (SafeAtoms(ATOMS),), None)
        return {"value": record.getMessage()}
    except Exception as error:
        return {"error": str(error)}


def application(question, act):
    with tempfile.TemporaryDirectory() as scratch:
        scratch = os.path.realpath(scratch)
        for path, text in question["files"].items():
            path = os.path.join(scratch, path)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
        for path in question.get("directories", []):
            os.makedirs(os.path.join(scratch, path), exist_ok=True)
        old_argv, old_path, old_cwd = sys.argv, list(sys.path), os.getcwd()
        os.chdir(scratch)
        modules = set(sys.modules)
        sys.argv = ["gunicorn", *question["args"]]
        try:
            def run():
                fresh({**question.get("environment", {}), "PWD": scratch})
                from gunicorn.app.wsgiapp import WSGIApplication
                return act(WSGIApplication("%(prog)s [OPTIONS] [APP_MODULE]"))
            answer = quietly(run)
        finally:
            sys.argv, sys.path[:] = old_argv, old_path
            os.chdir(old_cwd)
            for name in set(sys.modules) - modules:
                if not name.startswith(("gunicorn", "encodings")):
                    del sys.modules[name]
        return json.loads(json.dumps(answer).replace(scratch, "/scratch"))


def settings(question):
    def act(app):
        values = {name: plain(setting.get()) for name, setting in app.cfg.settings.items()}
        return {"settings": values, "app": app.app_uri}

    return application(question, act)


def describe(handler):
    if isinstance(handler, logging.FileHandler):
        return "file:" + handler.baseFilename
    if isinstance(handler, logging.StreamHandler):
        return {id(sys.stdout): "stdout", id(sys.stderr): "stderr"}.get(id(handler.stream), "stream")
    return type(handler).__name__


def handlers(question):
    def act(app):
        import logging.config  # noqa: F401
        import logging.handlers  # noqa: F401

        for name in ("", "gunicorn", "gunicorn.error", "gunicorn.access"):
            logger = logging.getLogger(name)
            for handler in list(logger.handlers):
                logger.removeHandler(handler)
                handler.close()
            logger.propagate, logger.disabled = True, False
            logger.setLevel(logging.WARNING if name == "" else logging.NOTSET)
        app.cfg.logger_class(app.cfg)
        found = {}
        for name in ("gunicorn.error", "gunicorn.access", ""):
            logger = logging.getLogger(name)
            found[name] = {
                "handlers": [describe(each) for each in logger.handlers],
                "propagate": logger.propagate,
                "level": logging.getLevelName(logger.level),
                "disabled": logger.disabled,
            }
        return found

    return application(question, act)


ANSWERS = {"arguments": arguments, "words": words, "format": access_format, "settings": settings, "handlers": handlers}

if __name__ == "__main__":
    fresh({})
    out = sys.stdout
    for line in sys.stdin:
        asked = json.loads(line)
        out.write(json.dumps(ANSWERS[asked["ask"]](asked)) + "\n")

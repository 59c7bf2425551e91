/**
 * A small module that gunicorn loads in the place of the site's own: it imports the site, so that Django and logging are
 * configured as always, and causes events in the worker. A request says by header which one; any other is answered at once.
 * Nothing here touches logging.
 */
export const PROBE_WSGI = `
import importlib
import os
import time

_site = getattr(importlib.import_module(os.environ["PROBE_MODULE"]), os.environ["PROBE_NAME"])

from django.conf import settings

settings.ROOT_URLCONF = "probe_urls"
settings.ALLOWED_HOSTS = ["*"]
settings.SECURE_SSL_REDIRECT = False
settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
settings.EMAIL_HOST = "127.0.0.1"
settings.EMAIL_PORT = int(os.environ["PROBE_MAIL_PORT"])
settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False


def application(environ, start_response):
    event = environ.get("HTTP_X_PROBE_EVENT")
    if event is None:
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "2")])
        return [b"ok"]
    marker = environ["HTTP_X_PROBE_MARKER"]
    if event == "worker-error":
        raise RuntimeError(marker)
    if event == "hang":
        time.sleep(60)
    tail = marker if event in ("exception", "missing") else "x"
    # A copy: gunicorn's access line must not hold the marker.
    return _site({**environ, "PATH_INFO": f"/probe/{event}/{tail}"}, start_response)
`;

/** The same for ASGI servers. */
export const PROBE_ASGI = `
import importlib
import os

_site = getattr(importlib.import_module(os.environ["PROBE_MODULE"]), os.environ["PROBE_NAME"])

from django.conf import settings

settings.ROOT_URLCONF = "probe_urls"
settings.ALLOWED_HOSTS = ["*"]
settings.SECURE_SSL_REDIRECT = False
settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
settings.EMAIL_HOST = "127.0.0.1"
settings.EMAIL_PORT = int(os.environ["PROBE_MAIL_PORT"])
settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False


async def application(scope, receive, send):
    if scope["type"] != "http":
        return
    headers = {name.decode().lower(): value.decode() for name, value in scope["headers"]}
    event = headers.get("x-probe-event")
    if event is None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"ok"})
        return
    if event == "worker-error":
        raise RuntimeError(headers["x-probe-marker"])
    tail = headers["x-probe-marker"] if event in ("exception", "missing") else "x"
    await _site({**scope, "path": f"/probe/{event}/{tail}"}, receive, send)
`;

export const PROBE_URLS = `
import logging
import sys
import warnings

from django.core.exceptions import SuspiciousOperation
from django.http import HttpResponse
from django.urls import re_path


def view(request, event):
    marker = request.META["HTTP_X_PROBE_MARKER"]
    if event == "exception":
        raise RuntimeError(marker)
    if event == "suspicious":
        raise SuspiciousOperation(marker)
    if event == "logger":
        level = getattr(logging, request.META["HTTP_X_PROBE_LEVEL"])
        logging.getLogger(request.META["HTTP_X_PROBE_LOGGER"]).log(level, marker)
    if event == "print":
        print(marker)
    if event == "stderr":
        sys.stderr.write(marker + "\\n")
        sys.stderr.flush()
    if event == "warnings":
        warnings.warn(marker)
    return HttpResponse("ok")


urlpatterns = [re_path("^probe/(exception|suspicious|logger|print|stderr|warnings)/.*$", view)]
`;

/** Stand-ins for packages that settings import and that are not installed; they do nothing. */
export const STUBS: Readonly<Record<string, string>> = {
  "sentry_sdk.py": "def init(*args, **kwargs):\n    pass\n",
};

/** What is added to gunicorn.conf.py: the master's own records. */
export const MASTER_HOOK = (marker: string): string => `

def when_ready(server):
    server.log.error("${marker}")
`;

import { describe, expect, it } from "vitest";
import { pythonWith } from "../../real-programs.ts";
import { runPython } from "./run-python.ts";

const django = pythonWith("django");
const celery = pythonWith("celery");
const sentry = pythonWith("sentry_sdk");
const restFramework = pythonWith("rest_framework");

const SETTINGS = `
SECRET_KEY = "x"
DEBUG = False
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = []
MIDDLEWARE = []
ROOT_URLCONF = "shop.urls"
`;

const ROOT_FILE = `
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"file": {"class": "logging.FileHandler", "filename": "logs/app.log"}},
    "root": {"handlers": ["file"], "level": "INFO"},
}
`;

const NO_URLS = "urlpatterns = []\n";

const CELERY_APP = `
import logging
import os
import signal

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")

from celery import Celery
from celery.signals import worker_ready

app = Celery("shop")
app.config_from_object("django.conf:settings", NAMESPACE)


@worker_ready.connect
def work(**kwargs):
    logging.getLogger("shop.tasks").warning("MARK-task")
    os.kill(os.getpid(), signal.SIGTERM)
`;

/** Starts the real worker, which logs one record and stops. */
function runWorker(python: string, settings: string, namespace: string): ReturnType<typeof runPython> {
  const how = namespace === "" ? "" : `, namespace="${namespace}"`;
  const broker = namespace === "" ? "BROKER_URL" : `${namespace}_BROKER_URL`;
  return runPython(
    python,
    [
      "-m",
      "celery",
      "-A",
      "shop",
      "worker",
      "-P",
      "solo",
      "-l",
      "info",
      "--without-gossip",
      "--without-mingle",
    ],
    {
      "shop/__init__.py": "",
      "shop/urls.py": NO_URLS,
      "shop/settings.py": `${SETTINGS}${broker} = "memory://"\n${ROOT_FILE}${settings}`,
      "shop/celery.py": CELERY_APP.replace(", NAMESPACE", how),
    },
  );
}

describe.skipIf(celery === null)("what django/celery-hijack claims, shown by the real worker", () => {
  it("root's file gets nothing of what a task logs: it goes to stderr", () => {
    const run = runWorker(celery!, "", "CELERY");
    expect(run.stderr).toContain("MARK-task");
    expect(run.logs["app.log"]).not.toContain("MARK-task");
  });

  it.each([
    ["CELERY", "CELERY_WORKER_HIJACK_ROOT_LOGGER", true],
    ["CELERY", "CELERYD_HIJACK_ROOT_LOGGER", false],
    ["CELERY", "CELERY_CELERYD_HIJACK_ROOT_LOGGER", false],
    ["", "CELERYD_HIJACK_ROOT_LOGGER", true],
    ["", "CELERY_WORKER_HIJACK_ROOT_LOGGER", false],
  ])("with the namespace %j, %s = False is looked at: %s", (namespace, name, counts) => {
    const { logs } = runWorker(celery!, `${name} = False\n`, namespace);
    expect(logs["app.log"]?.includes("MARK-task")).toBe(counts);
  });

  it("a receiver of setup_logging keeps Celery's hands off", () => {
    const run = runPython(
      celery!,
      [
        "-m",
        "celery",
        "-A",
        "shop",
        "worker",
        "-P",
        "solo",
        "-l",
        "info",
        "--without-gossip",
        "--without-mingle",
      ],
      {
        "shop/__init__.py": "",
        "shop/urls.py": NO_URLS,
        "shop/settings.py": `${SETTINGS}CELERY_BROKER_URL = "memory://"\n${ROOT_FILE}`,
        "shop/celery.py": `${CELERY_APP.replace("NAMESPACE", 'namespace="CELERY"')}
from celery.signals import setup_logging

@setup_logging.connect
def configure(**kwargs):
    pass
`,
      },
    );
    expect(run.logs["app.log"]).toContain("MARK-task");
  });
});

/** Starts the real sentry_sdk with a transport that prints what would be sent, and logs. */
function eventsOf(
  python: string,
  init: string,
  body: string,
  environment: Record<string, string> = {},
): string[] {
  const script = `
import logging
import sentry_sdk
from sentry_sdk.integrations.logging import EventHandler, LoggingIntegration

def send(event):
    entry = event.get("logentry") or {}
    print("EVENT", entry.get("message"), flush=True)

sentry_sdk.init(${init}, transport=send)
log = logging.getLogger("shop")
log.setLevel(logging.DEBUG)
${body}
sentry_sdk.flush()
`;
  const run = runPython(python, ["-c", script], {}, environment);
  expect(run.status, run.stderr).toBe(0);
  return run.stdout.split("\n").filter((line) => line.startsWith("EVENT"));
}

const DSN = 'dsn="http://key@127.0.0.1:9/1"';

describe.skipIf(sentry === null)(
  "what django/sentry-misconfigured claims, shown by the real sentry_sdk",
  () => {
    it("an empty address sends nothing, even with SENTRY_DSN in the environment; none at all looks there", () => {
      const environment = { SENTRY_DSN: "http://key@127.0.0.1:9/1" };
      const body = 'print("EVENT", sentry_sdk.Hub.current.client.dsn)';
      expect(eventsOf(sentry!, 'dsn=""', body, environment)).toEqual(["EVENT "]);
      expect(eventsOf(sentry!, "dsn=None", body, environment)).toEqual(["EVENT http://key@127.0.0.1:9/1"]);
    });

    it("event_level None makes no event of an error; the default does", () => {
      const body = 'log.error("MARK-error")';
      expect(eventsOf(sentry!, `${DSN}, integrations=[LoggingIntegration(event_level=None)]`, body)).toEqual(
        [],
      );
      expect(eventsOf(sentry!, `${DSN}, integrations=[LoggingIntegration()]`, body)).toEqual([
        "EVENT MARK-error",
      ]);
      expect(eventsOf(sentry!, DSN, body)).toEqual(["EVENT MARK-error"]);
    });

    it("event_level INFO makes an event of each line", () => {
      const init = `${DSN}, integrations=[LoggingIntegration(event_level=logging.INFO)]`;
      expect(eventsOf(sentry!, init, 'log.info("MARK-info")')).toEqual(["EVENT MARK-info"]);
      expect(eventsOf(sentry!, DSN, 'log.info("MARK-info")')).toEqual([]);
    });

    it("an EventHandler beside it sends each error twice, unless event_level is None", () => {
      const body = 'log.addHandler(EventHandler(level="ERROR"))\nlog.error("MARK-error")';
      expect(eventsOf(sentry!, DSN, body)).toEqual(["EVENT MARK-error", "EVENT MARK-error"]);
      const off = `${DSN}, integrations=[LoggingIntegration(event_level=None)]`;
      expect(eventsOf(sentry!, off, body)).toEqual(["EVENT MARK-error"]);
    });
  },
);

const VIEWS = `
from django.http import HttpResponse
from django.urls import path
from rest_framework.response import Response
from rest_framework.views import APIView, exception_handler


def handle(exc, context):
    response = exception_handler(exc, context)
    if response is None:
        return Response({"detail": "Internal server error"}, status=500)
    return response


class Boom(APIView):
    authentication_classes = []
    permission_classes = []

    def get(self, request):
        raise RuntimeError("MARK-boom")


urlpatterns = [path("boom", Boom.as_view())]
`;

/** Asks the API for a page that raises, with the real Django and REST framework. */
function boom(python: string, settings: string): ReturnType<typeof runPython> {
  const ask = `
import django
django.setup()
from django.test import Client
print("STATUS", Client(raise_request_exception=False).get("/boom").status_code)
`;
  const files = {
    "shop/__init__.py": "",
    "shop/settings.py": `${SETTINGS}${ROOT_FILE}${settings}`,
    "shop/urls.py": VIEWS,
  };
  return runPython(python, ["-c", ask], files, { DJANGO_SETTINGS_MODULE: "shop.settings" });
}

describe.skipIf(restFramework === null)(
  "what django/exception-handler claims, shown by the real REST framework",
  () => {
    const own = 'REST_FRAMEWORK = {"EXCEPTION_HANDLER": "shop.urls.handle", "UNAUTHENTICATED_USER": None}\n';
    const default_ = 'REST_FRAMEWORK = {"UNAUTHENTICATED_USER": None}\n';

    it("with REST framework's own handler the exception is logged with its traceback", () => {
      const run = boom(restFramework!, default_);
      expect(run.stdout).toContain("STATUS 500");
      expect(run.logs["app.log"]).toContain("RuntimeError: MARK-boom");
    });

    it("an answer made in the handler leaves the path and nothing of the exception", () => {
      const run = boom(restFramework!, own);
      expect(run.stdout).toContain("STATUS 500");
      expect(run.logs["app.log"]).toBe("Internal Server Error: /boom\n");
    });
  },
);

describe.skipIf(django === null)("what the new rules claim of Django, shown by the real one", () => {
  /** How many mails one failed request sends. */
  function mailsWith(logging: string): string {
    const ask = `
import logging
import django
django.setup()
from django.core import mail
mail.outbox = []
logging.getLogger("django.request").error("MARK-error")
print("MAILS", len(mail.outbox))
`;
    const files = {
      "shop/__init__.py": "",
      "shop/settings.py": `${SETTINGS}
ADMINS = [("Ops", "ops@example.com")]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"mail_admins": {"class": "django.utils.log.AdminEmailHandler", "level": "ERROR"}},
    ${logging}
}
`,
    };
    return runPython(django!, ["-c", ask], files, { DJANGO_SETTINGS_MODULE: "shop.settings" }).stdout;
  }

  it("error-mail-duplicated: a handler on django.request or on root mails again what django's own mails", () => {
    expect(mailsWith('"loggers": {"django.request": {"handlers": ["mail_admins"]}},')).toBe("MAILS 2\n");
    expect(mailsWith('"root": {"handlers": ["mail_admins"]},')).toBe("MAILS 2\n");
    expect(
      mailsWith('"loggers": {"django.request": {"handlers": ["mail_admins"], "propagate": False}},'),
    ).toBe("MAILS 1\n");
    expect(mailsWith('"loggers": {"django": {"handlers": []}}, "root": {"handlers": ["mail_admins"]},')).toBe(
      "MAILS 1\n",
    );
  });

  it("time-zone-shift: the settings move the times of every line to TIME_ZONE", () => {
    const ask = `
import logging
record = logging.makeLogRecord({"created": 1700000000.0})
print("BEFORE", logging.Formatter().formatTime(record, "%H:%M"))
import django
django.setup()
print("AFTER", logging.Formatter().formatTime(record, "%H:%M"))
`;
    const files = { "shop/__init__.py": "", "shop/settings.py": `${SETTINGS}TIME_ZONE = "Asia/Tokyo"\n` };
    const run = runPython(django!, ["-c", ask], files, {
      DJANGO_SETTINGS_MODULE: "shop.settings",
      TZ: "UTC",
    });
    expect(run.stdout).toBe("BEFORE 22:13\nAFTER 07:13\n");
  });
});

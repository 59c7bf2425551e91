import { describe, expect, it } from "vitest";
import { loadDjango } from "../../../src/loaders/django/load-django.ts";
import type { DjangoProject } from "../../../src/model/django.ts";
import { certainValue, unknownFact } from "../../../src/model/fact.ts";
import { memoryFileSystem } from "../../../src/text/memory-file-system.ts";
import type { FileSpan } from "../../../src/text/span.ts";

function load(files: Readonly<Record<string, string>>): DjangoProject {
  return loadDjango({
    fs: memoryFileSystem(files),
    settings: "shop.settings",
    file: "shop/settings.py",
    searchPath: ["."],
    environment: { values: {}, complete: true },
    purpose: "production",
    version: unknownFact("not pinned"),
    firstParty: [
      { name: "shop", directory: "shop" },
      { name: "api", directory: "api" },
    ],
  });
}

function textAt(
  files: Readonly<Record<string, string>>,
  at: FileSpan | null | undefined,
): string | undefined {
  return at === null || at === undefined ? undefined : files[at.file]?.slice(at.start, at.end);
}

describe("sentry_sdk.init in the settings", () => {
  const start = (init: string, before = "") =>
    load({
      "shop/settings.py": `import logging\nimport os\nimport sentry_sdk\nfrom sentry_sdk.integrations.logging import LoggingIntegration\n${before}\nsentry_sdk.init(${init})\n`,
    }).sentry[0];

  it.each([
    ['dsn=""', "", "", true],
    ['""', "", "", true],
    ["dsn=DSN", 'DSN = ""', "", true],
    ['dsn=os.environ.get("DSN", "")', "", "", false],
    ["dsn=DSN", 'DSN = os.getenv("DSN", default="")', "", false],
    ["dsn=DSN", 'DSN = os.getenv(\n    "DSN",\n    default=""\n)', "", false],
    ["debug=True", "", null, false],
    ["dsn=None", "", null, false],
  ])(
    "tells with %s after %j the address %j, written in the settings: %s",
    (init, before, address, isWritten) => {
      const sentry = start(init, before);
      expect(certainValue(sentry?.dsn)).toBe(address);
      expect(sentry?.isDsnWritten).toBe(isWritten);
    },
  );

  it.each([
    ["", 40],
    ["integrations=[]", 40],
    ["integrations=[LoggingIntegration()]", 40],
    ["integrations=[LoggingIntegration(level=logging.INFO, event_level=None)]", null],
    ["integrations=[LoggingIntegration(logging.INFO, logging.WARNING)]", 30],
    ["integrations=integrations()", undefined],
    ["integrations=[*more(), LoggingIntegration(event_level=None)]", undefined],
    ["integrations=[LoggingIntegration(event_level=int(os.environ['L']))]", undefined],
    ["default_integrations=False", undefined],
    ["disabled_integrations=[LoggingIntegration()]", undefined],
  ])("tells with %j the event level %j", (init, level) => {
    expect(certainValue(start(init)?.eventLevel)).toBe(level);
  });

  it("knows the condition of a call, and lists every call", () => {
    const { sentry } = load({
      "shop/settings.py": `import sentry_sdk\nfrom elsewhere import FLAG\nif FLAG:\n    sentry_sdk.init(dsn="")\nsentry_sdk.init(dsn="")\n`,
    });
    expect(sentry.map(({ when }) => when === null)).toEqual([false, true]);
  });
});

describe("the Celery app", () => {
  const APP = `from celery import Celery\napp = Celery("shop")\n`;
  const celery = (files: Readonly<Record<string, string>>) =>
    load({ "shop/settings.py": "", ...files }).celery;

  it.each([
    [`app.config_from_object("django.conf:settings", namespace="CELERY")`, "CELERY"],
    [`app.config_from_object("django.conf:settings")`, ""],
    [`app.config_from_object(settings, namespace="SHOP")`, "SHOP"],
    [`app.config_from_object("shop.celeryconfig")`, null],
    [`app.config_from_object("django.conf:settings", namespace=NAMESPACE)`, null],
    [`app.config_from_object("django.conf:settings", **options)`, null],
    [`app.conf.broker_url = "redis://"`, null],
  ])("with %s has the namespace %j", (line, namespace) => {
    expect(celery({ "shop/celery.py": `${APP}${line}\n` })?.namespace).toBe(namespace);
  });

  it("points at the call that makes it", () => {
    const files = { "shop/settings.py": "", "shop/celery.py": APP };
    expect(textAt(files, load(files).celery?.at)).toBe('Celery("shop")');
  });

  it.each([
    ["another Celery", { "shop/celery.py": `from vegetables import Celery\napp = Celery("shop")\n` }],
    ["a comment", { "shop/celery.py": `from celery import shared_task\n# app = Celery("shop")\n` }],
    ["a test", { "shop/tests/test_tasks.py": APP }],
    ["two apps", { "shop/celery.py": APP, "api/celery.py": APP }],
  ])("is not seen in %s", (_, files) => {
    expect(celery(files)).toBeNull();
  });

  it.each([
    "from celery.signals import setup_logging",
    "app.conf.worker_hijack_root_logger = False",
    "@signals.after_setup_logger.connect\ndef more(logger, **kwargs): ...",
  ])("may have logging of its own with %s, in any file", (line) => {
    expect(celery({ "shop/celery.py": APP, "api/workers.py": `${line}\n` })?.hasOwnLogging).toBe(true);
    expect(celery({ "shop/celery.py": APP })?.hasOwnLogging).toBe(false);
  });
});

describe("REST framework's exception handler", () => {
  const SETTINGS = `REST_FRAMEWORK = {"EXCEPTION_HANDLER": "api.errors.handle"}\n`;
  const handler = (body: string, settings = SETTINGS) => {
    const files = { "shop/settings.py": settings, "api/errors.py": body };
    const found = load(files).exceptionHandler;
    return found === null ? null : { answers: textAt(files, found.answers), isSilent: found.isSilent };
  };
  const ANSWER = `Response({"a": 1}, status=500)`;

  it.each([
    [`def handle(exc, context):\n    return ${ANSWER}\n`, ANSWER, true],
    [
      `def handle(exc, context):\n    return Response({}, status.HTTP_500_INTERNAL_SERVER_ERROR)\n`,
      "Response({}, status.HTTP_500_INTERNAL_SERVER_ERROR)",
      true,
    ],
    [`def handle(exc, context):\n    log.exception(exc)\n    return ${ANSWER}\n`, ANSWER, false],
    [
      `def handle(exc, context):\n    if settings.DEBUG:\n        raise exc\n    return ${ANSWER}\n`,
      ANSWER,
      false,
    ],
    [`def handle(exc, context):\n    return tell(${ANSWER})\n`, ANSWER, false],
    [`def handle(exc, context):\n    def inner(): ...\n    return ${ANSWER}\n`, ANSWER, false],
    [`def handle(exc, context):\n    return Response({}, status=503)\n`, undefined, true],
    [`def handle(exc, context):\n    return Response({}, status=code)\n`, undefined, true],
  ])("%j answers with %j and is silent: %s", (body, answers, isSilent) => {
    expect(handler(body)).toEqual({ answers, isSilent });
  });

  it.each([
    ["decorated", `@wrap\ndef handle(exc, context):\n    return ${ANSWER}\n`, SETTINGS],
    [
      "defined twice",
      `def handle(exc, context): ...\ndef handle(exc, context):\n    return ${ANSWER}\n`,
      SETTINGS,
    ],
    ["imported", "from other import handle\n", SETTINGS],
    ["broken", `def handle(exc, context:\n    return ${ANSWER}\n`, SETTINGS],
    ["a library's", "", `REST_FRAMEWORK = {"EXCEPTION_HANDLER": "library.errors.handle"}\n`],
    ["not known", "", `import os\nREST_FRAMEWORK = {"EXCEPTION_HANDLER": os.environ["HANDLER"]}\n`],
    ["none", "", `REST_FRAMEWORK = {}\n`],
    ["no dotted name", "", `REST_FRAMEWORK = {"EXCEPTION_HANDLER": "../../etc/passwd"}\n`],
  ])("is not judged when it is %s", (_, body, settings) => {
    expect(handler(body, settings)).toBeNull();
  });
});

describe("settings that single rules ask for", () => {
  it("are there by name with their place, and absent when they are not written", () => {
    const files = {
      "shop/settings.py": `import os\nTIME_ZONE = "Asia/Tokyo"\nUSE_TZ = os.environ.get("X") == "1"\nOTHER = 1\n`,
    };
    const { others } = load(files);
    expect(Object.keys(others)).toEqual(["TIME_ZONE", "USE_TZ"]);
    expect(certainValue(others["TIME_ZONE"])).toBe("Asia/Tokyo");
  });

  it("keep the datefmt of a formatter", () => {
    const formatters = `"formatters": {"a": {"format": "%(asctime)s", "datefmt": "%H:%M"}, "b": {"format": "%(asctime)s"}}`;
    const { config } = load({ "shop/settings.py": `LOGGING = {"version": 1, ${formatters}}\n` });
    expect(
      config?.formatters.map(({ datefmt }) => (datefmt === null ? null : certainValue(datefmt))),
    ).toEqual(["%H:%M", null]);
  });
});

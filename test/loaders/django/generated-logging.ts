import { dict, type Literal } from "./python-literal.ts";

/** Deterministic pseudo-random numbers (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const LOGGERS = [
  "django",
  "django.request",
  "django.server",
  "django.security",
  "django.security.DisallowedHost",
  "django.db",
  "django.db.backends",
  "django.template",
  "gunicorn",
  "gunicorn.error",
  "gunicorn.access",
  "blog",
  "blog.views",
  "celery",
  "asyncio",
  "concurrent",
  "",
  "root",
  "py.warnings",
  "__proto__",
  "constructor",
];
const LEVELS: Literal[] = [
  "DEBUG",
  "INFO",
  "WARNING",
  "ERROR",
  "CRITICAL",
  "WARN",
  "FATAL",
  "NOTSET",
  10,
  25,
  true,
  { reference: "logging.INFO" },
];
const BAD_LEVELS: Literal[] = ["info", "WARNIG", "", "20", 1.5, ["INFO"], "Error"];

/** One LOGGING of everything that the fact sheet says of dictConfig; `seed` decides. About one in three has a fault. */
export function generatedLogging(seed: number): Literal {
  const random = randomOf(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  const chance = (share: number): boolean => random() < share;
  const faulty = chance(0.35);
  const fault = (share: number): boolean => faulty && chance(share);
  const level = (): Literal => (fault(0.06) ? pick(BAD_LEVELS) : pick(LEVELS));
  const names = (pool: readonly string[], unknownName: string): Literal => {
    const list: Literal[] = pool.filter(() => chance(0.5));
    if (fault(0.05)) list.push(unknownName);
    if (fault(0.02)) return pool[0] ?? "console";
    if (fault(0.02)) return pick([5, true]);
    return chance(0.15) ? { tuple: list } : list;
  };
  const formatters: [string, Literal][] = [];
  for (const name of ["verbose", "simple", "json"]) {
    if (!chance(0.5)) continue;
    const entries: [Literal, Literal][] = [];
    const style = pick(["%", "{", "$", null]);
    const formats: Record<string, string> = {
      "%": "%(levelname)s %(message)s",
      "{": "{levelname} {message}",
      $: "$levelname ${message}",
      none: "%(message)s",
    };
    const format = formats[style ?? "none"] ?? "";
    if (chance(0.9))
      entries.push([
        chance(0.1) ? "fmt" : "format",
        fault(0.1) ? pick(["plain", "{message", "%(message)", "$", "{}", "{a.b[0]:>10}", ""]) : format,
      ]);
    if (style !== null) entries.push(["style", fault(0.06) ? pick(["%%", "x", 3, null]) : style]);
    if (chance(0.2)) entries.push(["datefmt", "%H:%M"]);
    if (chance(0.2)) entries.push(["()", pick(["logging.Formatter", "django.utils.log.ServerFormatter"])]);
    else if (chance(0.2)) entries.push(["class", "logging.Formatter"]);
    if (fault(0.04)) entries.push(["()", "logging.Formater"]);
    if (chance(0.1)) entries.push(["validate", chance(0.5)]);
    formatters.push([name, fault(0.03) ? pick([null, "x", []]) : { dict: entries }]);
  }
  const filters: [string, Literal][] = [];
  const filterKinds: Literal[] = [
    dict({ "()": "django.utils.log.RequireDebugFalse" }),
    dict({ "()": "django.utils.log.RequireDebugTrue" }),
    dict({ name: "blog" }),
    dict({ class: "django.utils.log.RequireDebugTrue" }),
    dict({}),
    dict({ "()": "logging.Filter", name: "x" }),
  ];
  for (const name of ["require_debug_true", "require_debug_false", "only"]) {
    if (chance(0.4))
      filters.push([
        name,
        fault(0.05)
          ? pick<Literal>([
              dict({ "()": "django.utils.log.RequireDebug" }),
              dict({ "()": "django.utils.log.RequireDebugTrue", x: 1 }),
              null,
              dict({ "()": "django.utils.log.CallbackFilter" }),
            ])
          : pick(filterKinds),
      ]);
  }
  const classes: (() => [Literal, Literal][])[] = [
    () => [["class", "logging.StreamHandler"]],
    () => [
      ["class", "logging.StreamHandler"],
      ["stream", pick<Literal>(["ext://sys.stdout", "ext://sys.stderr", { reference: "sys.stdout" }])],
    ],
    () => [["class", "logging.NullHandler"]],
    () => [
      ["class", "django.utils.log.AdminEmailHandler"],
      ...(chance(0.3) ? [["include_html", true] as [Literal, Literal]] : []),
    ],
    () => [
      ["class", "logging.FileHandler"],
      ["filename", "app.log"],
      ...(chance(0.3) ? [["mode", "w"] as [Literal, Literal]] : []),
    ],
    () => [
      ["class", "logging.handlers.RotatingFileHandler"],
      ["filename", "r.log"],
      ["maxBytes", 1000],
      ["backupCount", 2],
    ],
    () => [
      ["class", "logging.handlers.TimedRotatingFileHandler"],
      ["filename", "t.log"],
      ["when", pick(["midnight", "D", "w0", "H"])],
    ],
    () => [
      ["class", "logging.handlers.WatchedFileHandler"],
      ["filename", "w.log"],
      ["delay", true],
    ],
    () => [
      ["class", "logging.handlers.MemoryHandler"],
      ["capacity", 10],
      ["target", pick(["aaa", "console", "file"])],
    ],
    () => [
      ["class", "logging.handlers.SysLogHandler"],
      ["address", { tuple: ["127.0.0.1", 5140] }],
    ],
    () => [["()", "logging.StreamHandler"]],
    () => [["()", { reference: "logging.NullHandler" }]],
  ];
  const badClasses: (() => [Literal, Literal][])[] = [
    () => [
      ["class", "logging.RotatingFileHandler"],
      ["filename", "x.log"],
    ],
    () => [["class", "logging.handlers.StreamHandler"]],
    () => [["class", "StreamHandler"]],
    () => [["class", "django.utils.log.NullHandler"]],
    () => [
      ["class", "logging.StreamHandler"],
      ["filename", "x"],
    ],
    () => [["class", "logging.FileHandler"]],
    () => [
      ["class", "logging.handlers.TimedRotatingFileHandler"],
      ["filename", "t"],
      ["maxBytes", 5],
    ],
    () => [
      ["class", "logging.handlers.TimedRotatingFileHandler"],
      ["filename", "t"],
      ["when", "daily"],
    ],
    () => [
      ["class", "logging.handlers.RotatingFileHandler"],
      ["filename", "t"],
      ["maxBytes", "5"],
    ],
    () => [
      ["class", "logging.FileHandler"],
      ["filename", null],
    ],
    () => [
      ["class", "logging.FileHandler"],
      ["file-name", "x"],
    ],
    () => [["class", null]],
    () => [],
    () => [
      ["()", "logging.StreamHandler"],
      ["class", "logging.StreamHandler"],
    ],
  ];
  const handlers: [string, Literal][] = [];
  for (const name of ["console", "mail_admins", "file", "null", "aaa"]) {
    if (!chance(0.55)) continue;
    const entries = fault(0.12) ? pick(badClasses)() : pick(classes)();
    if (chance(0.5)) entries.unshift(["level", level()]);
    if (chance(0.35))
      entries.push(["formatter", fault(0.1) ? "nope" : formatters.length === 0 ? null : pick(formatters)[0]]);
    if (chance(0.3))
      entries.push([
        "filters",
        names(
          filters.map(([each]) => each),
          "no_filter",
        ),
      ]);
    handlers.push([name, fault(0.02) ? pick<Literal>([null, "x", []]) : { dict: entries }]);
  }
  const handlerNames = handlers.map(([name]) => name);
  const logger = (): Literal => {
    const entries: [Literal, Literal][] = [];
    if (chance(0.7))
      entries.push(["handlers", names(handlerNames, pick(["nope", "console", "mail_admins"]))]);
    if (chance(0.6)) entries.push(["level", level()]);
    if (chance(0.5))
      entries.push([
        chance(0.08) ? "propogate" : "propagate",
        pick<Literal>([true, false, false, null, "False", 0, 1]),
      ]);
    if (chance(0.15))
      entries.push([
        "filters",
        names(
          filters.map(([each]) => each),
          "no_filter",
        ),
      ]);
    return fault(0.02) ? pick<Literal>([null, "x", []]) : { dict: entries };
  };
  const loggers: [string, Literal][] = LOGGERS.filter(() => chance(0.18)).map((name) => [name, logger()]);
  const top: [Literal, Literal][] = [];
  if (!fault(0.06))
    top.push(["version", fault(0.06) ? pick<Literal>([2, "1", null]) : pick<Literal>([1, 1, 1, true, 1.0])]);
  if (chance(0.75))
    top.push(["disable_existing_loggers", pick<Literal>([false, false, true, "False", 0, null])]);
  const section = (key: string, entries: readonly (readonly [string, Literal])[]): void => {
    if (entries.length === 0 && chance(0.5)) return;
    top.push([key, fault(0.015) ? pick<Literal>([null, 5, [], "x", ["console"]]) : { dict: entries }]);
  };
  section("formatters", formatters);
  section("filters", filters);
  section("handlers", handlers);
  section("loggers", loggers);
  if (chance(0.5)) top.push(["root", chance(0.1) ? pick<Literal>([null, dict({})]) : logger()]);
  if (chance(0.05)) top.push(["logger", dict({ django: dict({ level: "INFO" }) })]);
  if (chance(0.04)) {
    return dict({
      version: 1,
      incremental: true,
      handlers: dict({ [fault(0.5) ? "zz" : "console"]: dict({ level: "ERROR" }) }),
      loggers: { dict: loggers },
      root: logger(),
    });
  }
  return { dict: top };
}

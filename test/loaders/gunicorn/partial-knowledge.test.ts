import { describe, expect, it } from "vitest";
import { loadGunicorn, type GunicornRequest } from "../../../src/loaders/gunicorn/load-gunicorn.ts";
import { probablyMeant } from "../../../src/loaders/gunicorn/near-miss.ts";
import { setFact, unknownFact } from "../../../src/model/fact.ts";
import type { GunicornInstance } from "../../../src/model/gunicorn.ts";
import { looksLikeGunicornConfig } from "../../../src/model/gunicorn.ts";
import { memoryFileSystem } from "../../../src/text/memory-file-system.ts";
import { dice } from "./ask.ts";

const AT = { file: "Procfile", start: 5, end: 30 };

function load(config: string, changes: Partial<GunicornRequest> = {}): GunicornInstance {
  return loadGunicorn({
    fs: memoryFileSystem({ "gunicorn.conf.py": config }),
    name: "web",
    configFile: "gunicorn.conf.py",
    args: null,
    command: null,
    at: null,
    environment: { values: {}, complete: false },
    searchPath: ["."],
    version: unknownFact("not pinned"),
    workingDirectory: null,
    deployedAt: null,
    ...changes,
  });
}

describe("a gunicorn of which only the config file is known", () => {
  it("takes what the file says, and defaults for the rest", () => {
    const { settings, commandKnown, refusal } = load('accesslog = " a.log "\n');
    expect(settings["accesslog"]).toEqual({
      state: "set",
      value: "a.log",
      from: "file",
      at: { file: "gunicorn.conf.py", start: 12, end: 21 },
      via: [],
    });
    expect(settings["errorlog"]).toEqual({
      state: "default",
      value: "-",
      from: "default",
      since: "gunicorn >= 19.2",
    });
    expect(commandKnown).toBe(false);
    expect(refusal).toBeNull();
  });

  it("gives alternatives where the versions differ", () => {
    expect(load("").settings["forwarded_allow_ips"]).toEqual({
      state: "either",
      options: [
        {
          when: "gunicorn is older",
          fact: { state: "default", value: ["127.0.0.1"], from: "default", since: "gunicorn >= 19.9" },
        },
        {
          when: "gunicorn is 23 or newer",
          fact: { state: "default", value: ["127.0.0.1", "::1"], from: "default", since: "gunicorn >= 19.9" },
        },
      ],
    });
  });

  it("keeps both branches of a condition on the environment", () => {
    const fact = load('import os\nerrorlog = os.environ.get("ERROR_LOG", "-")\n').settings["errorlog"];
    expect(fact?.state).toBe("either");
  });

  it("says unknown for every setting that a star import of something unreadable may bring", () => {
    const { settings } = load('accesslog = "-"\nfrom not_here import *\n');
    expect(settings["errorlog"]?.state).toBe("unknown");
  });

  it("knows a setting that some version has, and ignores it where the version has not", () => {
    const text = 'logconfig_json = "log.json"\n';
    expect(load(text).settings["logconfig_json"]?.state).toBe("set");
    const old = load(text, { version: setFact("20.1.0", AT) });
    expect(old.settings["logconfig_json"]).toBeUndefined();
    expect(old.ignoredNames).toMatchObject([
      { name: "logconfig_json", meant: "logconfig_json", since: "21.0" },
    ]);
  });
});

describe("a command line that is known in part", () => {
  const words = (text: string, unknown: Record<string, string> = {}) =>
    text
      .split(" ")
      .map((value) => ({ value, span: AT, ...(value in unknown ? { unknown: unknown[value]! } : {}) }));

  it("leaves a setting unknown whose value is a variable", () => {
    const { settings, app } = load("", {
      args: words("--access-logfile $LOG app:app", { $LOG: "LOG is not known" }),
      at: AT,
    });
    expect(settings["accesslog"]).toEqual({ state: "unknown", why: "LOG is not known", at: AT });
    expect(settings["errorlog"]?.state).toBe("default");
    expect(app).toBe("app:app");
  });

  it("leaves all others unknown when whole options may hide in a variable", () => {
    const loaded = load('errorlog = "e.log"\n', {
      args: words("--workers 3 $OPTIONS app:app", { $OPTIONS: "OPTIONS is not known" }),
      at: AT,
    });
    expect(loaded.settings["workers"]?.state).toBe("set");
    expect(loaded.settings["errorlog"]?.state).toBe("unknown");
    expect(loaded.commandKnown).toBe(false);
    expect(loaded.problems).toEqual([]);
  });

  it("is refused only when every supported version refuses it", () => {
    expect(load("", { args: words("--log-c x app:app"), at: AT }).problems).toEqual([]);
    expect(
      load("", { args: words("--log-c x app:app"), at: AT, version: setFact("26.1.0", AT) }).refusal?.message,
    ).toBe("ambiguous option: --log-c could match --log-config, --log-config-json");
    expect(load("", { args: words("--access-log - app:app"), at: AT }).refusal?.status).toBe(2);
  });

  it("names the loser of each fight", () => {
    const { shadowed } = load('accesslog = "a.log"\n', { args: words("--access-logfile - app:app"), at: AT });
    expect(shadowed).toMatchObject([
      { setting: "accesslog", fact: { value: "a.log" }, by: { value: "-", from: "cli" } },
    ]);
  });

  it("takes the application from the command line, else from wsgi_app", () => {
    expect(load('wsgi_app = "a:b"\n', { args: words("c:d"), at: AT }).app).toBe("c:d");
    expect(load('wsgi_app = "a:b"\n', { args: words("-w 1"), at: AT }).app).toBe("a:b");
    expect(load("", { args: words("-w 1"), at: AT }).refusal).toEqual({
      status: 1,
      message: "No application module specified.",
    });
  });

  it("makes nothing of a config file that is named and not here", () => {
    const loaded = load("", { args: words("-c /etc/gunicorn.py"), at: AT, configFile: null });
    expect(loaded.problems).toEqual([]);
    expect(loaded.gaps).toEqual([
      { what: "/etc/gunicorn.py", why: "the config file is not among the files read" },
    ]);
  });
});

describe("a name that gunicorn does not know", () => {
  it.each([
    ["access_log", "accesslog"],
    ["ACCESSLOG", "accesslog"],
    ["LOG_LEVEL", "loglevel"],
    ["capture_ouput", "capture_output"],
    ["worker_clas", "worker_class"],
    ["access_log_fromat", "access_log_format"],
  ])("%s means %s", (name, meant) => {
    expect(probablyMeant(name)).toEqual([meant]);
  });

  it.each([
    "BASE_DIR",
    "cores",
    "host",
    "port",
    "_accesslog",
    "__proto__",
    "constructor",
    "toString",
    "log",
    "wsgi",
    "x",
    "sentry_dsn",
  ])("%s means no setting", (name) => {
    expect(probablyMeant(name)).toEqual([]);
  });

  it("is no mistake when the file reads it, or sets the right name too", () => {
    expect(load('log_level = "info"\nloglevel = log_level\n').ignoredNames).toEqual([]);
    expect(load('log_level = "info"\nloglevel = "debug"\n').ignoredNames).toEqual([]);
    expect(load('log_level = "info"\nprint(globals())\n').ignoredNames).toEqual([]);
    expect(load("def log_level():\n    pass\n").ignoredNames).toEqual([]);
  });
});

describe("names of a gunicorn config file", () => {
  it("are told from those of other Python files", () => {
    expect(looksLikeGunicornConfig(["bind", "workers", "accesslog"])).toBe(true);
    expect(looksLikeGunicornConfig(["accesslog", "errorlog"])).toBe(true);
    expect(looksLikeGunicornConfig(["DEBUG", "LOGGING", "timeout"])).toBe(false);
    expect(looksLikeGunicornConfig(["user", "group"])).toBe(false);
  });
});

describe("any input", () => {
  it("is taken without an exception: 1500 random files, words and environments", () => {
    const { below, pick } = dice(31);
    const pieces = [
      "accesslog",
      "=",
      "'",
      '"',
      "(",
      ")",
      "[",
      "{",
      "}",
      "]",
      ":",
      "\n",
      "    ",
      "import",
      "from",
      "x",
      "*",
      "if",
      "lambda",
      "%",
      "\\",
      "\u0000",
      "é",
      "__proto__",
      "constructor",
      "-1",
      "1e999",
      "None",
      "loglevel",
      ",",
      "#",
      "def post_fork(a):",
      "\ufeff",
    ];
    const words = [
      "--bind",
      "-",
      "--",
      "-w",
      "--x",
      "=",
      "-b=",
      "",
      "__proto__",
      "--access-logfile",
      "\u0000",
      "-Dw",
      "-R",
      "%(h",
      "--workers=1e3",
      "unix:",
      "--paste",
      "-c",
      "constructor",
    ];
    const text = (from: readonly string[], most: number, joiner: string): string =>
      Array.from({ length: below(most) }, () => pick(from)).join(joiner);
    for (let i = 0; i < 1500; i++) {
      const args = Array.from({ length: below(6) }, () => ({ value: pick(words), span: AT }));
      const loaded = load(text(pieces, 30, pick(["", " "])), {
        args: pick([null, args]),
        environment: {
          values: {
            GUNICORN_CMD_ARGS: text([...words, "'", '"', "\\"], 5, " "),
            PORT: text(words, 2, ""),
            WEB_CONCURRENCY: pick(["", "x", "-1", "1_0", "__proto__"]),
          },
          complete: pick([true, false]),
        },
        version: pick([
          unknownFact<string>("x"),
          setFact("20.1.0", AT),
          setFact("26.2.0", AT),
          setFact("", AT),
          setFact("abc", AT),
        ]),
      });
      expect(typeof loaded.name).toBe("string");
    }
  });
});

import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { defaultFact, setFact, unknownFact } from "../../src/model/fact.ts";
import type { NginxContext } from "../../src/model/nginx.ts";
import type { Stack } from "../../src/model/stack.ts";
import { factsJson, factsResult, type Loaded } from "../../src/report/facts/facts.ts";
import { factsText } from "../../src/report/facts/facts-text.ts";
import { textWidth } from "../../src/report/width.ts";
import { OPTIONS, sourcesOf, spanOf } from "./sample.ts";

const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(
  JSON.parse(readFileSync("schema/facts.schema.json", "utf8")),
);

const sources = sourcesOf({
  "nginx.conf":
    "error_log /e.log;\nhttp { access_log /a.log; server { server_name x; location / { access_log off; proxy_pass http://app; } } }\n",
  "gunicorn.conf.py": 'errorlog = "-"\nraw_env = ["DB_PASSWORD=hunter2", "A=1"]\n',
  "blog/settings.py": "DEBUG = False\nLOGGING = {}\n",
  "blog.service": "[Service]\nExecStart=/usr/bin/gunicorn\n",
});
const nginxAt = (needle: string) => spanOf(sources, "nginx.conf", needle);

function context(kind: NginxContext["kind"], needle: string, more: Partial<NginxContext>): NginxContext {
  return {
    kind,
    args: [],
    at: nginxAt(needle),
    block: nginxAt(needle),
    directives: [],
    accessLogs: [],
    errorLogs: [],
    effectiveAccess: { state: "default", path: null },
    effectiveError: [
      {
        target: "/e.log",
        level: "error",
        state: "set",
        at: nginxAt("error_log /e.log"),
        inheritedFrom: "main",
      },
    ],
    children: [],
    ...more,
  } as NginxContext;
}

/** A stack built by hand with one of everything. */
function stack(): Stack {
  const argument = (value: string) => ({ value, at: nginxAt(value), quoted: false, placeholder: false });
  const proxyPass = {
    name: "proxy_pass",
    nameAt: nginxAt("proxy_pass"),
    args: [argument("http://app")],
    at: nginxAt("proxy_pass http://app"),
  };
  const location = context("location", "location /", {
    args: ["/"],
    directives: [proxyPass],
    effectiveAccess: { state: "off", at: nginxAt("access_log off"), inheritedFrom: null, cancelled: [] },
  });
  const log = {
    at: nginxAt("access_log /a.log"),
    target: argument("/a.log"),
    formatName: "combined",
    condition: null,
  };
  const access = {
    state: "set",
    logs: [log],
    inheritedFrom: null,
  } as unknown as NginxContext["effectiveAccess"];
  const serverName = {
    name: "server_name",
    nameAt: nginxAt("server_name"),
    args: [argument("x")],
    at: nginxAt("server_name x"),
  };
  const server = context("server", "server {", {
    directives: [serverName],
    effectiveAccess: access,
    children: [location],
  });
  const http = context("http", "http {", { effectiveAccess: access, children: [server] });
  const at = spanOf(sources, "gunicorn.conf.py", '"-"');
  const unit = spanOf(sources, "blog.service", "/usr/bin/gunicorn");
  const settings = spanOf(sources, "blog/settings.py", "LOGGING");
  return {
    name: "site",
    purpose: "production",
    files: [],
    nginx: [
      {
        file: "nginx.conf",
        files: ["nginx.conf"],
        scope: "main",
        version: unknownFact<string>("no image names it"),
        user: defaultFact("nobody", "nginx >= 0.1"),
        build: unknownFact<string>("unknown"),
        formats: [
          {
            name: "main",
            escape: "default",
            text: "$remote_addr\n",
            pieces: [],
            at: nginxAt("http"),
            nameAt: nginxAt("http"),
          },
        ],
        maps: [],
        root: context("main", "error_log", { children: [http] }),
        template: null,
        complete: true,
        problems: [],
        gaps: [],
      },
    ],
    gunicorn: [
      {
        name: "gunicorn.conf.py",
        command: "gunicorn -e SECRET_KEY=hunter2 blog.wsgi",
        at,
        app: "blog.wsgi",
        version: setFact("20.1.0", at),
        settings: {
          errorlog: setFact("-", at, "file", [unit]),
          raw_env: setFact(["DB_PASSWORD=hunter2", "A=1"], spanOf(sources, "gunicorn.conf.py", "raw_env")),
          loglevel: {
            state: "either",
            at,
            options: [
              { when: "LOGLEVEL is not set", fact: setFact("info", at) },
              { when: "it is set", fact: unknownFact("the environment decides") },
            ],
          },
          capture_output: defaultFact(false, "gunicorn >= 19.6"),
          timeout: defaultFact(30, "gunicorn >= 19"),
        },
        configFile: "gunicorn.conf.py",
        shadowed: [
          {
            setting: "errorlog",
            fact: setFact("/var/log/blog/error.log", spanOf(sources, "gunicorn.conf.py", "errorlog")),
            by: setFact("-", at, "file", [unit]),
          },
        ],
        ignoredNames: [],
        accessFormat: null,
        commandKnown: true,
        problems: [],
        gaps: [],
      },
    ],
    django: [
      {
        settings: "blog.settings",
        file: "blog/settings.py",
        purpose: "production",
        version: unknownFact<string>("nothing pins it"),
        DEBUG: setFact(false, spanOf(sources, "blog/settings.py", "False")),
        ADMINS: defaultFact([], "Django"),
        LOGGING_CONFIG: defaultFact("logging.config.dictConfig", "Django"),
        config: {
          disableExistingLoggers: defaultFact(true, "Python"),
          handlers: [
            {
              name: "__proto__",
              at: settings,
              class: setFact("logging.StreamHandler", settings),
              level: defaultFact("NOTSET", "Python"),
              filters: [],
              target: setFact({ kind: "stderr" }, settings),
            },
          ],
        },
        tree: {
          known: true,
          loggers: {
            "": {
              level: setFact("INFO", settings),
              handlers: ["__proto__"],
              propagate: defaultFact(true, ""),
              disabled: defaultFact(false, ""),
              at: settings,
            },
            django: {
              level: unknownFact("DEBUG decides"),
              handlers: [],
              propagate: setFact(false, settings),
              disabled: setFact(true, settings),
              at: null,
            },
          },
        },
        alerting: [{ name: "sentry", at: null }],
      },
    ] as unknown as Stack["django"],
    processes: [
      {
        name: "blog.service",
        runs: "gunicorn",
        by: "systemd",
        command: "/usr/bin/gunicorn --env API_TOKEN=hunter2",
        at: unit,
        user: defaultFact("root", "systemd"),
        cwd: defaultFact("/", "systemd"),
        environment: { DB_PASSWORD: setFact("hunter2", unit) },
        stdout: setFact({ kind: "journal", unit: "blog.service" }, unit),
        stderr: unknownFact("inherited"),
        count: setFact(3, unit),
        settings: "blog.settings",
        environmentComplete: false,
        groups: setFact(["www-data", "adm"], unit),
        umask: defaultFact("0022", "systemd"),
        container: null,
        via: [spanOf(sources, "blog.service", "[Service]"), unit],
        access: {
          complete: false,
          rules: [{ kind: "read-only", path: "/", at: unit, says: "ProtectSystem=strict" }],
          provides: [
            {
              path: "/var/log/blog",
              isDirectory: true,
              owner: "blog",
              group: null,
              mode: "0750",
              at: unit,
              by: "LogsDirectory=blog",
            },
            {
              path: "/var/log/nginx/access.log",
              isDirectory: false,
              owner: null,
              group: null,
              mode: null,
              at: null,
              by: "the nginx image",
              linksTo: "/dev/stdout",
            },
          ],
        },
      },
    ],
    links: [
      {
        from: nginxAt("proxy_pass http://app"),
        nginx: "nginx.conf",
        to: "gunicorn.conf.py",
        address: "app:8000",
        at,
      },
    ],
    rotations: [{ pattern: "/var/log/*.log", by: "logrotate", reopens: "signal", at: unit }],
    suppressions: [],
    gaps: [],
  } as unknown as Stack;
}

const loaded: Loaded = {
  stacks: [stack()],
  read: [{ file: "nginx.conf", as: "nginx", purpose: "production" }],
  gaps: [{ what: "the version", why: "not written" }],
  sources,
  config: null,
  skipped: [],
};

describe("facts", () => {
  it("are as their schema says", () => {
    expect(validate(JSON.parse(factsJson(loaded))), JSON.stringify(validate.errors)).toBe(true);
    expect(validate(JSON.parse(factsJson({ ...loaded, stacks: [] })))).toBe(true);
  });

  it("never hold a secret, in either format", () => {
    expect(factsJson(loaded)).not.toContain("hunter2");
    expect(factsText(loaded, OPTIONS)).not.toContain("hunter2");
    expect(factsJson(loaded)).toContain("DB_PASSWORD=[redacted]");
  });

  it("keep a handler named __proto__", () => {
    const [django] = factsResult(loaded).django;
    expect(Object.keys(django?.handlers ?? {})).toEqual(["__proto__"]);
    expect(factsJson(loaded)).toContain('"__proto__": {');
  });

  it("say which part of a logger is not certain", () => {
    const loggers = factsResult(loaded).django[0]?.loggers;
    expect(loggers?.["django"]).toMatchObject({
      level: "unknown",
      disabled: true,
      uncertain: { level: { state: "unknown" } },
    });
    expect(loggers?.[""]).not.toHaveProperty("uncertain");
  });

  it("give each nginx server and location what is logged there and where that is written", () => {
    const [server] = factsResult(loaded).nginx[0]?.servers ?? [];
    expect(server?.names).toEqual(["x"]);
    expect(server?.locations).toMatchObject([{ location: "/", proxied: "http://app", accessLog: "off" }]);
    expect(server?.accessLog).toMatchObject([
      { target: "/a.log", format: "combined", state: "set", at: { start: { line: 2, column: 8 } } },
    ]);
  });

  it("give what a stronger source overrides, beneath the winner", () => {
    const [gunicorn] = factsResult(loaded).gunicorn;
    expect(gunicorn?.shadowed).toMatchObject([
      { setting: "errorlog", fact: { value: "/var/log/blog/error.log" }, by: { value: "-" } },
    ]);
    const lines = factsText(loaded, OPTIONS).split("\n");
    const winner = lines.findIndex((line) => line.startsWith("  errorlog "));
    expect(lines[winner + 1]).toMatch(
      /^ {10,}overrides "\/var\/log\/blog\/error\.log" +gunicorn\.conf\.py:1:1$/,
    );
  });

  it("name the variables of a process, say what its sandbox allows and what is provided", () => {
    const [process] = factsResult(loaded).processes;
    expect(process).toMatchObject({
      environment: ["DB_PASSWORD"],
      environmentComplete: false,
      sandbox: [{ kind: "read-only", path: "/", says: "ProtectSystem=strict" }],
      provides: [
        { path: "/var/log/blog", mode: "0750" },
        { linksTo: "/dev/stdout", at: null },
      ],
    });
    expect(factsText(loaded, OPTIONS)).toContain("DB_PASSWORD, and others that are not known");
    expect(factsText(loaded, OPTIONS)).not.toContain("/dev/stdout");
    expect(factsText(loaded, { ...OPTIONS, verbose: true })).toContain("access.log -> /dev/stdout");
  });

  it("keep to the words of version 1 for what a process runs", () => {
    const [first] = loaded.stacks;
    const daphne = { ...first, processes: first?.processes.map((each) => ({ ...each, runs: "daphne" })) };
    const result = factsResult({ ...loaded, stacks: [daphne as unknown as Stack] });
    expect(result.processes[0]).toMatchObject({ runs: "other", program: "daphne" });
    expect(validate(JSON.parse(JSON.stringify(result)))).toBe(true);
  });

  it("tell which nginx hands requests to which gunicorn", () => {
    expect(factsResult(loaded).links).toMatchObject([
      {
        nginx: "nginx.conf",
        gunicorn: "gunicorn.conf.py",
        address: "app:8000",
        from: { file: "nginx.conf" },
      },
    ]);
    expect(factsText(loaded, OPTIONS)).toMatch(
      /^ {2}nginx\.conf +app:8000 to gunicorn\.conf\.py +nginx\.conf:2:/m,
    );
  });

  it.each([80, 160])("equal the golden text at %i columns", async (width) => {
    const output = factsText(loaded, { ...OPTIONS, width });
    await expect(output).toMatchFileSnapshot(`golden/facts-${width}.golden`);
  });

  it("keep the columns of a table apart", () => {
    for (const line of factsText(loaded, { ...OPTIONS, width: 80 }).split("\n"))
      expect(textWidth(line), line).toBeLessThanOrEqual(100);
  });
});

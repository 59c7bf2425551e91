import { describe, expect, it } from "vitest";
import { BROKEN, loglint } from "./run-loglint.ts";

const SITE = {
  "nginx.conf":
    "events {}\nhttp {\n    server { listen 80; access_log off; location / { proxy_pass http://127.0.0.1:8000; } }\n}\n",
  "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n',
  "shop/__init__.py": "",
  "shop/wsgi.py":
    'import os\nfrom django.core.wsgi import get_wsgi_application\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\napplication = get_wsgi_application()\n',
  "shop/settings.py":
    'import os\nDEBUG = os.environ["SHOP_DEBUG"] == "1"\nSECRET_KEY = "x"\nINSTALLED_APPS = []\nLOG_DIR = os.environ["LOG_DIR"]\n' +
    'LOGGING = {"version": 1, "disable_existing_loggers": False, "handlers": {"file": {"class": "logging.FileHandler", "filename": LOG_DIR + "/app.log"}}, "root": {"handlers": ["file"]}}\n',
  Procfile: "web: gunicorn shop.wsgi\n",
};

async function debugHere(config: object): Promise<unknown> {
  const files = { ...SITE, "loglint.config.json": JSON.stringify(config) };
  const ran = await loglint(["facts", "--format", "json"], { files });
  const { django } = JSON.parse(ran.out) as { django: { DEBUG: unknown }[] };
  return django[0]?.DEBUG;
}

describe("what the configuration knows of processes", () => {
  it("decides settings that depend on the environment, with the configuration as the place", async () => {
    expect(await debugHere({})).toMatchObject({ state: "either" });
    const known = { processes: { web: { environment: { SHOP_DEBUG: "1", LOG_DIR: "/var/log/shop" } } } };
    expect(await debugHere(known)).toMatchObject({ state: "set", value: true });
    expect(
      await debugHere({ processes: { "*": { environment: { SHOP_DEBUG: "0", LOG_DIR: "/x" } } } }),
    ).toMatchObject({
      value: false,
    });
  });

  it("the name of the process wins over *", async () => {
    const environment = (value: string): object => ({ environment: { SHOP_DEBUG: value, LOG_DIR: "/x" } });
    expect(await debugHere({ processes: { web: environment("1"), "*": environment("0") } })).toMatchObject({
      value: true,
    });
  });

  it("names the user", async () => {
    const files = { ...SITE, "loglint.config.yaml": "processes:\n  web:\n    user: shop\n" };
    const ran = await loglint(["facts", "--format", "json"], { files });
    const { processes } = JSON.parse(ran.out) as { processes: { name: string; user: unknown }[] };
    expect(processes.find(({ name }) => name === "web")?.user).toMatchObject({
      value: "shop",
      from: "config",
      at: { file: "loglint.config.yaml", start: { line: 3 } },
    });
  });

  it("is refused in words where it is written wrongly", async () => {
    const files = { ...SITE, "loglint.config.json": '{"processes": {"web": {"enviroment": {}}}}' };
    const ran = await loglint([], { files });
    expect(ran.code).toBe(2);
    expect(ran.err).toContain('unknown key "enviroment"; did you mean "environment"?');
  });
});

describe("requests that are logged elsewhere", () => {
  const rulesFound = async (config: object): Promise<string[]> => {
    const files = { ...SITE, "loglint.config.json": JSON.stringify(config) };
    const ran = await loglint(["--format", "json", "--fail-on", "never"], { files });
    return (JSON.parse(ran.out) as { findings: { rule: string }[] }).findings.map(({ rule }) => rule);
  };

  it("leave nobody asked for an access log, and everything else as it is", async () => {
    const before = await rulesFound({});
    const asked = ["nginx/access-log-off", "stack/request-unlogged", "gunicorn/access-log-missing"];
    expect(before.some((rule) => asked.includes(rule))).toBe(true);
    const after = await rulesFound({ requestsLoggedElsewhere: true });
    expect(after).toEqual(before.filter((rule) => !asked.includes(rule)));
  });

  it("may still be asked for by name", async () => {
    const [first] = (await rulesFound({})).filter((rule) => /access-log-off|request-unlogged/.test(rule));
    const after = await rulesFound({ requestsLoggedElsewhere: true, rules: { [first ?? ""]: "error" } });
    expect(after).toContain(first);
  });
});

describe("the baseline of the configuration", () => {
  const config = '{"baseline": "ci/old.json"}';

  it("is written and used without an option", async () => {
    const files = { ...BROKEN, "loglint.config.json": config };
    const made = await loglint(["--write-baseline"], { files });
    expect(Object.keys(made.written)).toEqual(["ci/old.json"]);
    const again = await loglint([], { files: { ...files, ...made.written } });
    expect(again.code).toBe(0);
  });

  it("is missed where it is not there", async () => {
    const ran = await loglint([], { files: { ...BROKEN, "loglint.config.json": config } });
    expect(ran.code).toBe(2);
    expect(ran.err).toContain("ci/old.json");
  });
});

describe("what the configuration writes in vain", () => {
  const config = JSON.stringify({
    overrides: [{ files: ["nginx.conf", "deply/*.conf"], rules: { "nginx/syntax": "off" } }],
    ignores: ["old/", "older/", "!old/keep.conf"],
    processes: { wbe: { user: "x" }, web: { user: "x" } },
  });
  const files = { ...SITE, "old/nginx.conf": SITE["nginx.conf"], "loglint.config.json": config };

  it("is told, with its place, and the rest is not", async () => {
    const { err } = await loglint([], { files });
    expect(err).toContain('"deply/*.conf" matches no file that is read');
    expect(err).toContain('"older/" keeps nothing from being read');
    expect(err).toMatch(/there is no process "wbe"; there are .*web/);
    expect(err.trimEnd().split("\n")).toHaveLength(3);
    expect(err).toMatch(/^loglint\.config\.json:1:\d+: /);
  });

  it("is not told with --quiet, nor where only a part is looked at", async () => {
    expect((await loglint(["-q"], { files })).err).toBe("");
    expect((await loglint(["nginx.conf"], { files })).err).toBe("");
  });
});

describe("loglint config", () => {
  const files = {
    "loglint.config.yaml":
      "extends: strict\nrules:\n  nginx/syntax: warning\nprocesses:\n  web:\n    environment: {TOKEN: hunter2}\n",
  };

  it("says where each value comes from", async () => {
    const { out } = await loglint(["config", "--fail-on", "info"], { files });
    expect(out).toMatch(/preset +strict +loglint\.config\.yaml:1:10/);
    expect(out).toMatch(/fail on +info +--fail-on/);
    expect(out).toMatch(/nginx\/syntax +warning +loglint\.config\.yaml:3:17/);
    expect((await loglint(["config"], { files: {} })).out).toMatch(/preset +recommended +default/);
    expect((await loglint(["config", "--strict"], { files })).out).toMatch(/preset +strict +--strict/);
  });

  it("shows the names of variables and never their values", async () => {
    for (const format of ["text", "json"]) {
      const { out } = await loglint(["config", "--format", format], { files });
      expect(out).toContain("TOKEN");
      expect(out).not.toContain("hunter2");
    }
  });
});

import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { loadStacks } from "../../src/link/load-stacks.ts";
import type { Stack } from "../../src/model/stack.ts";
import { memoryFileSystem } from "../../src/text/memory-file-system.ts";
import { realProgram } from "../real-programs.ts";
import { ask, python } from "../loaders/gunicorn/ask.ts";

const PROJECT = {
  "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "site1.settings")\n',
  "site1/__init__.py": "",
  "site1/settings.py": "DEBUG = False\n",
  "site1/wsgi.py":
    'import os\nfrom django.core.wsgi import get_wsgi_application\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "site1.settings")\napplication = get_wsgi_application()\n',
  "deploy/gunicorn.conf.py": 'workers = 7\naccesslog = "/var/log/a.log"\nloglevel = "warning"\n',
};

/** What people give gunicorn, as words. */
const LINES: readonly (readonly string[])[] = [
  ["site1.wsgi:application"],
  ["site1.wsgi", "-w", "3"],
  ["site1.wsgi:application", "--bind", "0.0.0.0:8000", "--workers", "4"],
  ["--bind=unix:/run/site.sock", "site1.wsgi:application"],
  ["-b", ":80", "-b", ":81", "site1.wsgi"],
  ["-b127.0.0.1:9000", "-w2", "site1.wsgi"],
  ["site1.wsgi", "--access-logfile", "-", "--error-logfile", "-"],
  ["site1.wsgi", "--access-logfile=-", "--log-level=debug"],
  ["site1.wsgi", "--access-logformat", '%(h)s "%(r)s" %(s)s'],
  ["site1.wsgi", "--access-logformat", "%({x-forwarded-for}i)s %(t)s '%(r)s'"],
  ["site1.wsgi", "--log-file", "/var/log/g.log", "--capture-output"],
  ["--config", "deploy/gunicorn.conf.py", "site1.wsgi"],
  ["-c", "deploy/gunicorn.conf.py", "-w", "9", "site1.wsgi"],
  ["-cdeploy/gunicorn.conf.py", "site1.wsgi", "--log-level", "error"],
  ["--config=file:deploy/gunicorn.conf.py", "site1.wsgi"],
  ["site1.wsgi", "--worker-class", "gthread", "--threads", "8"],
  ["site1.wsgi", "-k", "uvicorn.workers.UvicornWorker"],
  ["site1.wsgi", "-e", "A=1", "-e", "B=two words"],
  ["site1.wsgi", "--name", "a site", "--timeout", "120"],
  ["site1.wsgi", "--preload", "--max-requests", "1000", "--max-requests-jitter", "50"],
  ["site1.wsgi", "--log-syslog", "--log-syslog-to", "udp://localhost:514"],
  ["site1.wsgi", "--forwarded-allow-ips", "*", "--proxy-protocol"],
  ["site1.wsgi", "--statsd-host", "localhost:8125", "--statsd-prefix", "a$b"],
  ["--", "site1.wsgi"],
  ["site1.wsgi", "--pid", "/run/100%.pid", "--umask", "007"],
];

const quote = (word: string, escape: (text: string) => string = (text) => text): string => {
  const text = escape(word);
  if (/^[\w@%+=:,./{}()*-]+$/.test(text)) return text;
  return text.includes("'") ? `"${text.replace(/["\\$`]/g, "\\$&")}"` : `'${text}'`;
};

type Dialect = {
  readonly name: string;
  readonly files: (words: readonly string[]) => Record<string, string>;
};

const DIALECTS: readonly Dialect[] = [
  {
    name: "unit",
    files: (words) => ({
      "deploy/site1.service": `[Service]\nUser=site\nWorkingDirectory=/srv/site1\nExecStart=/srv/site1/venv/bin/gunicorn ${words
        .map((word) =>
          quote(word, (text) => text.replaceAll("%", "%%").replaceAll("$", "$$$$")).replaceAll("\\$", "$"),
        )
        .join(" ")}\n`,
    }),
  },
  {
    name: "Procfile",
    files: (words) => ({
      Procfile: `web: gunicorn ${words.map((word) => (word.includes("$") || word.includes("*") || /[{(]/.test(word) ? (word.includes("'") ? `"${word.replaceAll('"', '\\"').replaceAll("$", "\\$")}"` : `'${word}'`) : quote(word))).join(" ")}\n`,
    }),
  },
  {
    name: "supervisor program",
    files: (words) => ({
      "deploy/supervisord.conf": `[supervisord]\nnodaemon=true\n\n[program:site1]\ndirectory=/srv/site1\nuser=site\ncommand=/srv/site1/venv/bin/gunicorn ${words
        .map((word) => quote(word, (text) => text.replaceAll("%", "%%")).replaceAll("\\$", "$"))
        .join(" ")}\n`,
    }),
  },
];

function stackOf(files: Record<string, string>): Stack {
  const { stacks } = loadStacks({
    fs: memoryFileSystem({ ...PROJECT, ...files, "requirements.txt": "gunicorn==20.1.0\nDjango==3.2.25\n" }),
    paths: ["."],
  });
  expect(stacks.map((each) => each.name)).toEqual(["site"]);
  return stacks[0]!;
}

describe.skipIf(python === null)("the gunicorn that a deployment starts", () => {
  const answers = ask(
    LINES.map((args) => ({ ask: "settings", args, files: { ...PROJECT }, environment: {} })),
  );
  type Real = { settings: Record<string, unknown>; app: string };
  const plain = ask([{ ask: "settings", args: ["x"], files: {}, environment: {} }])[0]!.value as Real;
  for (const { name, files } of DIALECTS) {
    it.each(LINES.map((words, i) => [words.join(" "), words, i] as const))(
      `${name}: gunicorn %s`,
      (_, words, i) => {
        const stack = stackOf(files(words));
        const gunicorn = stack.gunicorn.find((each) => each.command !== null)!;
        const real = answers[i]!.value as Real;
        expect(gunicorn.app).toBe(real.app);
        expect(gunicorn.commandKnown).toBe(true);
        const written = Object.entries(gunicorn.settings).filter(([, fact]) => fact.state === "set");
        expect(written.length).toBeGreaterThan(0);
        const shown = written.map(([key, fact]) => [key, fact.state === "set" ? fact.value : null]);
        expect(Object.fromEntries(shown)).toEqual(
          Object.fromEntries(written.map(([key]) => [key, real.settings[key]])),
        );
        // What real gunicorn changed from its defaults is all in what was read.
        const changed = Object.keys(real.settings).filter(
          (key) =>
            key !== "default_proc_name" &&
            JSON.stringify(real.settings[key]) !== JSON.stringify(plain.settings[key]),
        );
        expect(written.map(([key]) => key)).toEqual(expect.arrayContaining(changed));
        expect(stack.gunicorn.filter((each) => each.configFile === "deploy/gunicorn.conf.py")).toHaveLength(
          1,
        );
        expect(stack.processes.map((each) => [each.runs, each.settings])).toEqual([
          ["gunicorn", "site1.settings"],
        ]);
      },
    );
  }
});

const SUPERVISOR = `
import json, sys, tempfile, os
from supervisor.options import ServerOptions
out = []
for text in json.load(sys.stdin):
    with tempfile.TemporaryDirectory() as d:
        path = os.path.join(d, "supervisord.conf")
        open(path, "w").write(text)
        options = ServerOptions()
        try:
            options.realize(args=["-c", path, "-n"])
            import shlex
            group = options.process_group_configs[0]
            config = group.process_configs[0]
            out.append({"words": shlex.split(config.command), "environment": dict(config.environment), "umask": config.umask, "directory": config.directory})
        except (ValueError, SystemExit) as error:
            out.append({"error": str(error)})
print(json.dumps(out))
`;

const PROGRAMS: readonly string[] = [
  'command=gunicorn a:b --access-logformat "%%(h)s %%(r)s"',
  "command=gunicorn a:b --name %(program_name)s-%(group_name)s",
  "command=gunicorn a:b --name x ; a comment\numask=027",
  'command=gunicorn a:b\\ c \'d e\' "f\\"g" h',
  'command=gunicorn a\nenvironment=A="1",B=two,C="x,y",D=\'q r\'',
  'command=gunicorn a\nenvironment=A="%%(h)s",B="a=b"',
  'command=gunicorn a\nenvironment=\n  A="1",\n  B="2"',
  "command=gunicorn a\ndirectory=/srv/%(program_name)s",
  "command=\n  gunicorn a\n  -w 4\n  --bind :80",
  'command=gunicorn a -b :%(ENV_LOGLINT_PORT)s\nenvironment=P="%(ENV_LOGLINT_PORT)s"',
  "command=gunicorn a --access-logformat %(h)s",
  "command=gunicorn a 'open",
  "command=gunicorn a\nenvironment=A",
];

const supervisord = realProgram("supervisord");

describe.skipIf(supervisord === null)("a supervisor program", () => {
  const texts = PROGRAMS.map((program) => `[supervisord]\n[program:web]\n${program}\n`);
  it("has the words and the environment that the installed supervisor gives it, or is refused as it refuses it", () => {
    const run = spawnSync("/usr/bin/python3", ["-c", SUPERVISOR], {
      input: JSON.stringify(texts),
      encoding: "utf8",
      env: { PATH: "/usr/bin:/bin", LOGLINT_PORT: "8001" },
    });
    expect(run.status, run.stderr).toBe(0);
    const real = JSON.parse(run.stdout) as {
      words?: string[];
      environment?: Record<string, string>;
      error?: string;
      directory?: string | null;
    }[];
    for (const [i, text] of texts.entries()) {
      const { stacks } = loadStacks({ fs: memoryFileSystem({ "supervisord.conf": text }), paths: ["."] });
      const answer = real[i]!;
      const process = stacks[0]?.processes[0];
      const gaps = stacks[0]?.gaps.map((gap) => gap.what) ?? [];
      if (answer.error !== undefined) {
        expect(gaps.length, `${PROGRAMS[i]!}: ${answer.error}`).toBeGreaterThan(0);
        continue;
      }
      expect(process, PROGRAMS[i]).toBeDefined();
      const environment = Object.entries(process!.environment).filter(
        ([name]) => !name.startsWith("SUPERVISOR_"),
      );
      const port = (value: string): string => value.replace("8001", "%(ENV_LOGLINT_PORT)s");
      expect(
        Object.fromEntries(
          environment.map(([name, fact]) => [name, fact.state === "set" ? fact.value : "?"]),
        ),
      ).toEqual(
        Object.fromEntries(
          Object.entries(answer.environment ?? {}).map(([name, value]) => [
            name,
            value === "8001" ? "?" : value,
          ]),
        ),
      );
      expect(process!.cwd.state === "set" ? process!.cwd.value : null).toBe(answer.directory ?? null);
      const quoted = (answer.words ?? [])
        .map(port)
        .map((word) => (/^[\w@%+=:,./{}$()~-]+$/.test(word) ? word : `'${word}'`));
      expect(process!.command).toBe(quoted.join(" "));
    }
  });
});

import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadSupervisor } from "../../../src/loaders/supervisor/load-supervisor.ts";
import { certainValue, setFact, type Fact } from "../../../src/model/fact.ts";
import { memoryFileSystem } from "../../../src/text/memory-file-system.ts";
import { realProgram } from "../../real-programs.ts";

const supervisord = realProgram("supervisord");

/** What a program tells of itself. */
interface Told {
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly umask: string;
  /** Whether stderr goes to the same place as stdout. */
  readonly joined: boolean;
}

const PROBE = `#!/usr/bin/python3
import json, os, sys
mask = os.umask(0)
os.umask(mask)
name = os.environ["SUPERVISOR_GROUP_NAME"] + ":" + os.environ["SUPERVISOR_PROCESS_NAME"]
path = os.path.join(os.path.dirname(os.path.abspath(sys.argv[0])), "out", name)
told = dict(argv=sys.argv[1:], environment=dict(os.environ), cwd=os.getcwd(), umask="%04o" % mask,
            joined=os.readlink("/proc/self/fd/1") == os.readlink("/proc/self/fd/2"))
with open(path + ".new", "w") as file:
    json.dump(told, file)
os.rename(path + ".new", path)
`;

/** Files of one supervisord; `PROBE` stands for a program, `ONCE` for what makes it run a single time. */
const CONFIGURATIONS: readonly Readonly<Record<string, string>>[] = [
  {
    "s.conf": `[supervisord]
nodaemon=true
environment=GLOBAL="g %(here)s",OVER=one
directory=%(here)s/other
umask=077
[include]
files = conf.d/*.conf sub/%(host_node_name)s.ini sub/x.ini
[program:a]
command=PROBE %(here)s/x %(program_name)s %(group_name)s %(ENV_OUTER)s "a b" 'c;d' e;f %%(h)s %(process_num)d %(numprocs)d ; comment
ONCE
environment=OVER=two,X="%(here)s",Y='%(program_name)s',Z=%(ENV_OUTER)s
[group:grp]
programs=c,d
[program:c]
command=PROBE %(group_name)s %(program_name)s %(ENV_GLOBAL)s
ONCE
`,
    "conf.d/d.conf":
      "[program:d]\ncommand=PROBE %(here)s %(group_name)s\nONCE\ndirectory=%(here)s\numask=002\nstderr_logfile=NONE\n",
    "sub/x.ini": "[program:x]\ncommand=PROBE %(here)s\nONCE\nredirect_stderr=true\n",
    "sub/not-included.ini": "[program:y]\ncommand=PROBE\nONCE\n",
  },
  {
    "s.conf": `[supervisord]
directory=%(here)s/other
umask=027
environment=A="1",B=two,
[program:one]
command=PROBE %(process_num)02d %(process_num)d
process_name=%(program_name)s-%(process_num)02d
numprocs_start=5
ONCE
[program:two]
command=PROBE --format '%%(h)s "%%(r)s"'
ONCE
directory=/
umask=077
environment=A="x,y",C='q "q"',D="50%%"
[fcgi-program:three]
socket=unix://%(here)s/three.sock
command=PROBE fcgi
ONCE
`,
  },
  {
    "s.conf": "[supervisord]\nnodaemon=true\n[include]\nfiles=%(here)s/conf.d/*.conf\n",
    "conf.d/web.conf":
      "[program:web]\nprocess_name=%(program_name)s\ncommand=PROBE\n  --bind :8000\n  --workers 2\nONCE\nredirect_stderr=yes\n[supervisord]\nenvironment=LATE=1\n",
    "conf.d/worker.conf": "[program:worker]\ncommand=PROBE %(ENV_LATE)s\nONCE\n",
  },
];

const filled = (text: string, folder: string): string =>
  text.replaceAll("PROBE", join(folder, "probe")).replaceAll("ONCE", "startsecs=0\nautorestart=false");

/** Starts the real supervisord until every program has told of itself. */
function real(folder: string, files: Readonly<Record<string, string>>, programs: number): Map<string, Told> {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(name)), { recursive: true });
    const logs = `logfile=${folder}/s.log\npidfile=${folder}/s.pid\nchildlogdir=${folder}\n`;
    const whole = name === "s.conf" ? text.replace("[supervisord]\n", `[supervisord]\n${logs}`) : text;
    writeFileSync(join(folder, name), filled(whole, folder));
  }
  for (const name of ["out", "other"]) mkdirSync(join(folder, name));
  writeFileSync(join(folder, "probe"), PROBE);
  chmodSync(join(folder, "probe"), 0o755);
  const wait = `for i in $(seq 300); do [ "$(ls out | grep -vc new)" -ge ${String(programs)} ] && break; sleep 0.1; done`;
  const stop = "kill $(cat s.pid); for i in $(seq 100); do [ -e s.pid ] || break; sleep 0.1; done";
  const script = `umask 022; ${supervisord ?? ""} -c s.conf > start.log 2>&1 & ${wait}; ${stop}`;
  const env = { PATH: "/usr/bin:/bin", OUTER: "outer" };
  spawnSync("sh", ["-c", script], { cwd: folder, env, encoding: "utf8" });
  const told = readdirSync(join(folder, "out")).map((name): [string, Told] => [
    name,
    JSON.parse(readFileSync(join(folder, "out", name), "utf8")) as Told,
  ]);
  return new Map(told);
}

const AT = { file: "start", start: 0, end: 0 };
const shown = (fact: Fact<string> | undefined): string | undefined =>
  fact === undefined ? undefined : certainValue(fact);

function ours(
  folder: string,
  files: Readonly<Record<string, string>>,
  included: readonly string[],
): Map<string, Told> {
  const texts = Object.fromEntries(Object.entries(files).map(([name, text]) => [name, filled(text, folder)]));
  const loaded = loadSupervisor({
    fs: memoryFileSystem(texts),
    files: included,
    parent: {
      user: setFact("root", AT),
      cwd: setFact(folder, AT),
      umask: setFact("0022", AT),
      environment: { values: { OUTER: setFact("outer", AT) }, complete: true },
      stdout: setFact({ kind: "terminal" }, AT),
      stderr: setFact({ kind: "terminal" }, AT),
      nodaemon: false,
    },
    hereOf: (file) => join(folder, dirname(file)),
    purposeOf: () => "unknown",
  });
  expect(loaded.problems).toEqual([]);
  return new Map(
    loaded.launches.map((launch): [string, Told] => {
      const environment: Record<string, string> = {};
      for (const [name, fact] of Object.entries(launch.environment.values))
        environment[name] = shown(fact) ?? "?";
      const told = {
        argv: launch.words.slice(1).map((word) => word.value ?? "?"),
        environment,
        cwd: shown(launch.cwd) ?? "?",
        umask: shown(launch.umask) ?? "?",
        joined: launch.stdout === launch.stderr,
      };
      return [
        `${environment["SUPERVISOR_GROUP_NAME"] ?? ""}:${environment["SUPERVISOR_PROCESS_NAME"] ?? ""}`,
        told,
      ];
    }),
  );
}

describe.skipIf(supervisord === null)("the programs of a real supervisord", () => {
  it.each(CONFIGURATIONS.map((files, i) => [i, files] as const))(
    "start with the words, variables, directory and umask that we say: configuration %i",
    (_, files) => {
      const folder = mkdtempSync(join(tmpdir(), "loglint-supervisor-"));
      try {
        const included = Object.keys(files).filter((name) => !name.includes("not-included"));
        const own = ours(folder, files, included);
        const theirs = real(folder, files, own.size);
        // What every process has, and nobody writes.
        const usual = new Set(["PATH", "PWD", "OLDPWD", "SHLVL", "_", "LC_CTYPE", "SUPERVISOR_SERVER_URL"]);
        const plain = ([name, told]: [string, Told]): unknown => [
          name,
          {
            ...told,
            environment: Object.entries(told.environment)
              .filter(([key]) => !usual.has(key))
              .sort(),
          },
        ];
        expect([...own].sort().map(plain)).toEqual([...theirs].sort().map(plain));
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  );
});

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { diskFileSystem, memoryFileSystem } from "../../src/index.ts";
import { loadGunicorn } from "../../src/loaders/gunicorn/load-gunicorn.ts";
import { certainValue, setFact, type Fact } from "../../src/model/fact.ts";
import type { GunicornInstance, SettingValue } from "../../src/model/gunicorn.ts";
import type { Process } from "../../src/model/stack.ts";
import { ask, python, type Answer } from "../loaders/gunicorn/ask.ts";
import { FIXTURES, fixture, shareOf, type Tally } from "./fixtures.ts";
import { rendered } from "./rendered-role.ts";

/** Environments that are given to gunicorn and to loglint alike. */
const ENVIRONMENTS: readonly Readonly<Record<string, string>>[] = [
  {},
  {
    PORT: "9000",
    WEB_CONCURRENCY: "7",
    WORKERS: "5",
    THREADS: "3",
    ACCESS_LOG: "access.log",
    ERROR_LOG: "error.log",
    LOG_LEVEL: "DEBUG",
    GUNICORN_CMD_ARGS: "--threads 6 --log-level warning",
  },
];

/** How the deployment starts a gunicorn, where that is more than its command in the folder of the fixture. */
interface Start {
  /** The words after the program's name; no shell splits them. */
  readonly words?: readonly string[];
  /** The folder of the fixture that gunicorn is started in. */
  readonly folder?: string;
  /** The variables that its templates are rendered with. */
  readonly defaults?: string;
}

const STARTS: Readonly<Record<string, Start>> = {
  "ansible-role: app.service": {
    words: ["-c", "gunicorn.conf.py", "nursery.wsgi:application"],
    folder: "ansible/roles/nursery/templates",
    defaults: "fixtures/ansible-role/ansible/roles/nursery/defaults/main.yml",
  },
  "asgi-uvicorn-worker: backend": { folder: "backend" },
  "k8s-kustomize: tickets/web": {
    words: [
      "tickets.wsgi:application",
      "--bind=0.0.0.0:8000",
      "--access-logfile=$ACCESS_LOG",
      "--log-level=warn",
    ],
  },
  "kubernetes: ledger/web": {
    words: [
      "ledger.wsgi:application",
      "--bind=127.0.0.1:8000",
      "--worker-tmp-dir=/dev/shm",
      "--access-logfile=-",
      '--access-logformat=%({x-forwarded-for}i)s %(t)s "%(r)s" %(s)s %({x-request-id}i)s',
    ],
  },
  "two-sites: shop.service": { folder: "sites/shop" },
};

/** Who runs a gunicorn here in place of users and groups that only the server has, with the id that Debian gives them. */
const STAND_INS: Readonly<Record<string, { readonly name: string; readonly id: number }>> = {
  archive: { name: "nobody", id: 65534 },
  webapps: { name: "nogroup", id: 65534 },
};

/** The config file that gunicorn reads without `-c`. */
const UNASKED = "gunicorn.conf.py";

/** What is not compared as linked, and why. */
const LEFT_OUT: readonly {
  readonly setting: string;
  readonly why: string;
  readonly holds: (instance: GunicornInstance, fact: Fact<SettingValue> | undefined) => boolean;
}[] = [
  ...["forwarded_allow_ips", "proxy_allow_ips"].map((setting) => ({
    setting,
    why: "the requirements pin a gunicorn newer than the installed 20.1.0, whose default has ::1 too",
    holds: ({ version }: GunicornInstance, fact: Fact<SettingValue> | undefined) =>
      fact?.state === "default" && (certainValue(version) ?? "20.1.0") !== "20.1.0",
  })),
  {
    setting: "bind",
    why: "systemd's socket takes its place when gunicorn listens, which is after the settings are read",
    holds: (_, fact) => fact?.state === "set" && fact.at.file.endsWith(".socket"),
  },
  ...["wsgi_app", "print_config", "dogstatsd_tags", "strip_header_spaces", "tolerate_dangerous_framing"].map(
    (setting) => ({
      setting,
      why: "the requirements pin gunicorn 19, which does not have it",
      holds: ({ version }: GunicornInstance, fact: Fact<SettingValue> | undefined) =>
        fact === undefined && certainValue(version)?.startsWith("19.") === true,
    }),
  ),
];

function startOf({ name, instance }: Case): Start {
  return STARTS[`${name}: ${instance.name}`] ?? {};
}

/** Where the config file is for gunicorn: where it starts, when nothing says otherwise and the name is the usual one. */
function placeOf(each: Case): string | null {
  const { command, configFile } = each.instance;
  if (command === null && configFile?.endsWith(`/${UNASKED}`) === true) return UNASKED;
  const { folder } = startOf(each);
  const inside = folder === undefined ? configFile : (configFile?.replace(`${folder}/`, "") ?? null);
  return inside?.replace(/\.j2$/, "") ?? null;
}

/** The text of the config file on the server. */
function configOf({ name, instance, ...each }: Case): string {
  const text = readFileSync(`fixtures/${name}/${instance.configFile ?? UNASKED}`, "utf8");
  const { defaults } = startOf({ name, instance, ...each });
  return defaults === undefined ? text : rendered(text, defaults);
}

/** The words of a command after the program's name, as a shell with these variables makes them. */
function argumentsOf(each: Case, environment: Readonly<Record<string, string>>): string[] {
  const { instance } = each;
  const { words } = startOf(each);
  if (words !== undefined) return [...words];
  if (instance.command === null) {
    const file = placeOf(each) ?? UNASKED;
    return [...(file === UNASKED ? [] : ["-c", file]), ...(instance.app === null ? ["site.wsgi"] : [])];
  }
  const script = `printf '%s\\0' ${instance.command.replace(/^.*?gunicorn\s/, "")}`;
  const run = spawnSync("/bin/sh", ["-c", script], { encoding: "utf8", env: environment });
  // The directory in question is the scratch folder's there.
  return run.stdout
    .split("\0")
    .slice(0, -1)
    .map((word) => word.replace(/^--chdir=\//, "--chdir="))
    .map((word) =>
      word.replace(/^(--(?:user|group)=)(.*)$/, (_, option: string, who: string) => {
        return `${option}${STAND_INS[who]?.name ?? who}`;
      }),
    );
}

/** One setting beside gunicorn's: "wrong" only for a known value that differs. */
function verdict(
  name: string,
  ours: Fact<SettingValue> | undefined,
  real: unknown,
): "right" | "unknown" | "wrong" {
  if (ours === undefined) return "wrong";
  if (ours.state === "unknown") return "unknown";
  if (ours.state === "either")
    return ours.options.some(({ fact }) => verdict(name, fact, real) !== "wrong") ? "unknown" : "wrong";
  // Unset, they are the ids of whoever starts it; unset hooks are functions of gunicorn's own.
  if ((name === "user" || name === "group") && ours.value === null)
    return typeof real === "number" ? "right" : "wrong";
  if ((name === "user" || name === "group") && typeof ours.value === "string") {
    const said = ours.value;
    const who = Object.entries(STAND_INS).find(([there, here]) => said === there || said === here.name);
    return who?.[1].id === real ? "right" : "wrong";
  }
  const isCallable = typeof real === "object" && real !== null && "callable" in real;
  if (isCallable && ours.state === "default") return ours.value === null ? "right" : "wrong";
  if (isCallable) return ours.value === real.callable ? "right" : "wrong";
  return JSON.stringify(ours.value) === JSON.stringify(real) ? "right" : "wrong";
}

interface Case {
  readonly title: string;
  readonly name: string;
  readonly instance: GunicornInstance;
  readonly process: Process | undefined;
}

const cases = FIXTURES.flatMap((name): Case[] =>
  fixture(name).stacks.flatMap((stack) =>
    stack.gunicorn.map((instance) => ({
      title: `fixtures/${name}, ${instance.name} of ${stack.name}`,
      name,
      instance,
      process: stack.processes.find((each) => each.runs === "gunicorn" && each.name === instance.name),
    })),
  ),
);

/** The variables that the files give to the process, where they are known. */
function environmentOf(process: Process | undefined): Record<string, string> {
  const known = Object.entries(process?.environment ?? {}).flatMap(([name, fact]) => {
    const value = certainValue(fact);
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(known) as Record<string, string>;
}

function question(each: Case, environment: Readonly<Record<string, string>>): object {
  const file = placeOf(each);
  return {
    ask: "settings",
    files: file === null ? {} : { [file]: configOf(each) },
    directories: ["app"],
    args: argumentsOf(each, environment),
    environment,
  };
}

function withEnvironment(each: Case, environment: Readonly<Record<string, string>>): GunicornInstance {
  const { name, instance } = each;
  const at = { file: instance.configFile ?? "command", start: 0, end: 0 };
  const isRendered = startOf(each).defaults !== undefined && instance.configFile !== null;
  return loadGunicorn({
    fs: isRendered ? memoryFileSystem({ [UNASKED]: configOf(each) }) : diskFileSystem(`fixtures/${name}`),
    name: instance.name,
    configFile: isRendered ? UNASKED : instance.configFile,
    args: argumentsOf(each, environment).map((value) => ({ value })),
    command: instance.command,
    at,
    environment: { values: { ...environment, PWD: "/scratch" }, complete: true },
    searchPath: ["."],
    version: setFact("20.1.0", at),
    workingDirectory: "/scratch",
    deployedAt: "/scratch",
  });
}

interface GunicornTally extends Tally {
  /** Not known, since only a template's variables say it. */
  open: number;
}

function compare(
  label: string,
  ours: GunicornInstance,
  answer: Answer,
  tally: GunicornTally,
  linked: { readonly cwd: string; readonly leftOut: Set<string> } | null,
): string[] {
  if (answer.exit !== undefined || ours.refusal !== null)
    return [
      `${label}: gunicorn says ${answer.stderr ?? "nothing"}, ours ${ours.refusal?.message ?? "starts"}`,
    ];
  const { settings, app } = answer.value as { settings: Record<string, unknown>; app: string | null };
  const wrong =
    ours.app === app || ours.app === null ? [] : [`${label}: app ${app ?? "none"}, ours ${ours.app}`];
  for (const [name, value] of Object.entries(settings)) {
    const real: unknown =
      name === "chdir" && typeof value === "string"
        ? value.replace(/^\/scratch\/app$/, "/app").replace("/scratch", linked?.cwd ?? "/scratch")
        : value;
    const fact = name === "chdir" ? atApp(ours.settings[name]) : ours.settings[name];
    const left =
      linked === null ? undefined : LEFT_OUT.find((each) => each.setting === name && each.holds(ours, fact));
    if (left !== undefined) {
      linked?.leftOut.add(`${left.setting} of ${ours.name}: ${left.why}`);
      continue;
    }
    const said = verdict(name, fact, real);
    if (said === "unknown" && fact?.state === "unknown" && fact.why.startsWith("a template")) tally.open++;
    else if (said === "unknown") tally.unknown++;
    else if (said === "right") tally.known++;
    else wrong.push(`${label}: ${name} is ${JSON.stringify(real)}, ours ${JSON.stringify(fact)}`);
  }
  return wrong;
}

function atApp(fact: Fact<SettingValue> | undefined): Fact<SettingValue> | undefined {
  return fact?.state === "set" && fact.value === "/scratch/app" ? { ...fact, value: "/app" } : fact;
}

describe.skipIf(python === null)(
  "the settings of every fixture equal what the installed gunicorn computes",
  () => {
    const given: GunicornTally = { known: 0, unknown: 0, open: 0 };
    const linked: GunicornTally = { known: 0, unknown: 0, open: 0 };
    const leftOut = new Set<string>();
    afterAll(() => {
      for (const what of leftOut) console.info(`gunicorn, not compared as the files say: ${what}`);
      console.info(`gunicorn, environment given: ${shareOf(given)}`);
      console.info(
        `gunicorn, environment as the files say: ${shareOf(linked)}; ${String(linked.open)} that a template decides`,
      );
    });
    let answers: Answer[] | null = null;
    const answer = (index: number): Answer =>
      (answers ??= ask(
        cases.flatMap((each) =>
          [...ENVIRONMENTS, environmentOf(each.process)].map((environment) => question(each, environment)),
        ),
      ))[index]!;

    it.each(cases.map((each, i) => ({ ...each, i })))("$title", (each) => {
      const first = each.i * (ENVIRONMENTS.length + 1);
      const wrong = ENVIRONMENTS.flatMap((environment, j) =>
        compare(
          `environment ${String(j)}`,
          withEnvironment(each, environment),
          answer(first + j),
          given,
          null,
        ),
      );
      const cwd = certainValue(each.process?.cwd) ?? "/scratch";
      const real = answer(first + ENVIRONMENTS.length);
      const files = compare("as the files say", each.instance, real, linked, { cwd, leftOut });
      expect([...wrong, ...files]).toEqual([]);
    });

    it("knows nearly all of them", () => {
      expect(cases.length).toBeGreaterThanOrEqual(32);
      expect(given.unknown).toBeLessThan(given.known / 50);
      expect(linked.unknown).toBeLessThan(linked.known / 20);
    });
  },
);

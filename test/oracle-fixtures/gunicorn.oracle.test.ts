import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { diskFileSystem } from "../../src/index.ts";
import { loadGunicorn } from "../../src/loaders/gunicorn/load-gunicorn.ts";
import { certainValue, setFact, type Fact } from "../../src/model/fact.ts";
import type { GunicornInstance, SettingValue } from "../../src/model/gunicorn.ts";
import type { Process } from "../../src/model/stack.ts";
import { ask, python, type Answer } from "../loaders/gunicorn/ask.ts";
import { fixturesFor, leftOut, fixture, shareOf, type Tally } from "./fixtures.ts";

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
];

/** Where the config file is for gunicorn: where it starts, when nothing says otherwise and the name is the usual one. */
function placeOf({ command, configFile }: GunicornInstance): string | null {
  return command === null && configFile?.endsWith(`/${UNASKED}`) === true ? UNASKED : configFile;
}

/** The words of a command after the program's name, as a shell with these variables makes them. */
function argumentsOf(instance: GunicornInstance, environment: Readonly<Record<string, string>>): string[] {
  if (instance.command === null) {
    const file = placeOf(instance) ?? UNASKED;
    return [...(file === UNASKED ? [] : ["-c", file]), ...(instance.app === null ? ["site.wsgi"] : [])];
  }
  const script = `printf '%s\\0' ${instance.command.replace(/^.*?gunicorn\s/, "")}`;
  const run = spawnSync("/bin/sh", ["-c", script], { encoding: "utf8", env: environment });
  // The directory in question is the scratch folder's there.
  return run.stdout
    .split("\0")
    .slice(0, -1)
    .map((word) => word.replace(/^--chdir=\//, "--chdir="));
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
  const isCallable = typeof real === "object" && real !== null && "callable" in real;
  if (isCallable && ours.state === "default") return ours.value === null ? "right" : "wrong";
  return JSON.stringify(ours.value) === JSON.stringify(real) ? "right" : "wrong";
}

interface Case {
  readonly title: string;
  readonly name: string;
  readonly instance: GunicornInstance;
  readonly process: Process | undefined;
}

const cases = fixturesFor("gunicorn").flatMap((name): Case[] =>
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

function question({ name, instance }: Case, environment: Readonly<Record<string, string>>): object {
  const file = placeOf(instance);
  return {
    ask: "settings",
    files:
      file === null
        ? {}
        : { [file]: readFileSync(`fixtures/${name}/${instance.configFile ?? file}`, "utf8") },
    directories: ["app"],
    args: argumentsOf(instance, environment),
    environment,
  };
}

function withEnvironment(each: Case, environment: Readonly<Record<string, string>>): GunicornInstance {
  const { name, instance } = each;
  const at = { file: instance.configFile ?? "command", start: 0, end: 0 };
  return loadGunicorn({
    fs: diskFileSystem(`fixtures/${name}`),
    name: instance.name,
    configFile: instance.configFile,
    args: argumentsOf(instance, environment).map((value) => ({ value })),
    command: instance.command,
    at,
    environment: { values: { ...environment, PWD: "/scratch" }, complete: true },
    searchPath: ["."],
    version: setFact("20.1.0", at),
    workingDirectory: "/scratch",
    deployedAt: "/scratch",
  });
}

function compare(
  label: string,
  ours: GunicornInstance,
  answer: Answer,
  tally: Tally,
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
    if (said === "unknown") tally.unknown++;
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
    const given: Tally = { known: 0, unknown: 0 };
    const linked: Tally = { known: 0, unknown: 0 };
    const leftOut = new Set<string>();
    afterAll(() => {
      for (const what of leftOut) console.info(`gunicorn, not compared as the files say: ${what}`);
      console.info(`gunicorn, environment given: ${shareOf(given)}`);
      console.info(`gunicorn, environment as the files say: ${shareOf(linked)}`);
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
      expect(cases.length).toBeGreaterThanOrEqual(13);
      expect(given.unknown).toBeLessThan(given.known / 50);
      expect(linked.unknown).toBeLessThan(linked.known / 20);
    });
  },
);

describe("fixtures that gunicorn cannot be compared on", () => {
  it.skip.each(leftOut("gunicorn"))("%s %s", () => undefined);
});

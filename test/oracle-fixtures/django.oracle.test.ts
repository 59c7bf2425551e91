import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { diskFileSystem } from "../../src/index.ts";
import { loadDjango } from "../../src/loaders/django/load-django.ts";
import type { DjangoProject } from "../../src/model/django.ts";
import { processesOf } from "../../src/model/project-processes.ts";
import type { Process } from "../../src/model/stack.ts";
import { compareTree, type RealAnswer } from "../loaders/django/real-django.ts";
import { pythonWithDjango } from "../real-programs.ts";
import { FIXTURES, fixture, shareOf, type Tally } from "./fixtures.ts";

const python = pythonWithDjango();

const BASE = { PATH: "/usr/bin:/bin", LANG: "C.UTF-8" };
const SECRETS = {
  SECRET_KEY: "a secret",
  DJANGO_SECRET_KEY: "a secret",
  DATABASE_URL: "postgres://site:site@127.0.0.1/site",
  SENTRY_DSN: "https://public@sentry.example/1",
  DJANGO_CONFIGURATION: "Production",
};

/** Environments that are given to Django and to loglint alike. */
const ENVIRONMENTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "nothing set": { ...BASE },
  "secrets set": { ...BASE, ...SECRETS },
  "all set": {
    ...BASE,
    ...SECRETS,
    LOG_LEVEL: "WARNING",
    DJANGO_LOG_LEVEL: "ERROR",
    LOG_DIR: "/srv/logs",
    LOG_FILE: "/srv/logs/site.log",
    LOG_FORMAT: "json",
    DJANGO_CONFIGURATION: "Development",
  },
  "debugging by 1": { ...BASE, ...SECRETS, DEBUG: "1", DJANGO_DEBUG: "1" },
  "debugging by a word": { ...BASE, ...SECRETS, DEBUG: "true", DJANGO_DEBUG: "true" },
};

const scratch = mkdtempSync(join(tmpdir(), "loglint-fixtures-"));
afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
});

interface Question {
  readonly name: string;
  readonly project: DjangoProject;
  readonly environment: Readonly<Record<string, string>>;
}

/** The folder of the fixture that the settings module is imported from. */
function importedFrom({ settings, file }: DjangoProject): string {
  const inside = settings.replaceAll(".", "/");
  const at = file.indexOf(inside);
  return at <= 0 ? "." : file.slice(0, at - 1);
}

/** What a gunicorn worker with these settings has after real django.setup(), for each environment. */
function askReal(questions: readonly Question[]): RealAnswer[] {
  for (const name of new Set(questions.map((question) => question.name)))
    cpSync(`fixtures/${name}`, join(scratch, name), { recursive: true });
  const lines = questions.map(({ name, project, environment }) => ({
    module: project.settings,
    folder: join(scratch, name, importedFrom(project)),
    environment,
    probes: [],
  }));
  const run = spawnSync(python!, [resolve("test/loaders/django/oracle.py")], {
    cwd: scratch,
    input: lines.map((line) => `${JSON.stringify(line)}\n`).join(""),
    encoding: "utf8",
    env: {
      ...BASE,
      PYTHONPATH: resolve("test/oracle-fixtures/stubs"),
      LOGLINT_SCRATCH: join(scratch, "root"),
    },
  });
  if (run.status !== 0) throw new Error(`the oracle failed: ${run.stderr}`);
  return run.stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as RealAnswer);
}

/** The same project as `loadStack` found, for an environment that is wholly known. */
function withEnvironment(name: string, project: DjangoProject, values: Readonly<Record<string, string>>) {
  return loadDjango({
    fs: diskFileSystem(`fixtures/${name}`),
    settings: project.settings,
    file: project.file,
    searchPath: [importedFrom(project)],
    environment: { values, complete: true },
    purpose: project.purpose,
    version: project.version,
    firstParty: [],
  });
}

/** `logging.disable` stops records before they come to a logger: what then ends where is left unknown on purpose. */
function disables({ calls }: DjangoProject): boolean {
  return calls.some(({ callee }) => callee === "logging.disable");
}

/** What the files say of the process's environment; for what they leave open, one of the values that it may have. */
function environmentOf(process: Process | undefined): Record<string, string> {
  const values: Record<string, string> = { ...BASE };
  if (process?.environmentComplete !== true) Object.assign(values, SECRETS);
  for (const [variable, fact] of Object.entries(process?.environment ?? {})) {
    if (fact.state === "set" || fact.state === "default") values[variable] = fact.value;
    else if (fact.state === "unknown" && !(variable in BASE))
      values[variable] = /LEVEL$/.test(variable) ? "WARNING" : "given";
  }
  return values;
}

type Started = Extract<RealAnswer, { ok: true }>;

function compare(label: string, ours: DjangoProject, real: Started, tally: Tally): string[] {
  const compared = compareTree(ours.tree, real.tree);
  tally.known += compared.known;
  tally.unknown += compared.unknown;
  return compared.wrong.map((text) => `${label}: ${text}`);
}

const projects = FIXTURES.flatMap((name) =>
  fixture(name).stacks.flatMap((stack) =>
    stack.django.map((project) => ({
      title: `fixtures/${name}, ${project.settings}${project.variant === undefined ? "" : ` as ${project.variant} runs it`} of ${stack.name}`,
      name,
      project,
      process:
        processesOf(stack, project).find(({ runs }) => runs !== "manage.py") ??
        processesOf(stack, project)[0],
    })),
  ),
);

describe.skipIf(python === null)("the logger tree of every fixture equals what django.setup() leaves", () => {
  const given: Tally = { known: 0, unknown: 0 };
  const linked: Tally = { known: 0, unknown: 0 };
  let stops = 0;
  afterAll(() => {
    console.info(`Django, environment given: ${shareOf(given)}; ${String(stops)} runs that Django refuses`);
    console.info(`Django, environment as the files say: ${shareOf(linked)}`);
  });

  it("finds settings in every fixture that has a site", () => {
    expect(new Set(projects.map(({ name }) => name)).size).toBe(31);
  });

  it.each(projects)("$title", ({ name, project, process }) => {
    const wrong: string[] = [];
    const environments = [...Object.values(ENVIRONMENTS), environmentOf(process)];
    const answers = askReal(environments.map((environment) => ({ name, project, environment })));
    for (const [i, [label, environment]] of Object.entries(ENVIRONMENTS).entries()) {
      const real = answers[i]!;
      const ours = withEnvironment(name, project, environment);
      if (real.ok) {
        if (!ours.tree.known && !disables(ours))
          wrong.push(`${label}: Django starts, ours says ${JSON.stringify(ours.gaps)}`);
        wrong.push(...compare(label, ours, real, given));
      } else {
        stops++;
        if (ours.tree.known && ours.problems.length === 0)
          wrong.push(`${label}: Django stops: ${real.type} ${real.error} (${real.cause}), ours starts`);
      }
    }
    const real = answers.at(-1)!;
    if (!real.ok) throw new Error(`Django does not start: ${real.type} ${real.error}`);
    wrong.push(...compare("as the files say", project, real, linked));
    expect(wrong).toEqual([]);
  });

  it("knows nearly all of it", () => {
    expect(given.unknown).toBeLessThan(given.known / 20);
    expect(linked.unknown).toBeLessThan(linked.known / 5);
  });
});

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { LoggerTree } from "../../../src/model/django.ts";
import { certainValue, possibleValues, type Fact } from "../../../src/model/fact.ts";
import { levelNumber, levelName } from "../../../src/model/log-level.ts";

export interface RealLogger {
  readonly level: string;
  /** Class, level, name. */
  readonly handlers: readonly (readonly [string, string, string | null])[];
  readonly propagate: boolean;
  readonly disabled: boolean;
}

export type RealAnswer =
  | {
      readonly ok: true;
      readonly tree: Readonly<Record<string, RealLogger>>;
      /** For each probe the names of the handlers that took it. */
      readonly reached: readonly (readonly string[])[];
    }
  | { readonly ok: false; readonly type: string; readonly error: string; readonly cause: string };

/** A record to follow: its logger and its level. */
export type Probe = readonly [string, string];

/** What real django.setup() makes of each settings module, in a worker as gunicorn's. `files` may hold helpers beside them. */
export function realTrees(
  python: string,
  modules: readonly string[],
  files: Readonly<Record<string, string>>,
  probes: readonly Probe[] = [],
): RealAnswer[] {
  const folder = mkdtempSync(join(tmpdir(), "loglint-django-"));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    const script = fileURLToPath(new URL("oracle.py", import.meta.url));
    const run = spawnSync(python, [script], {
      cwd: folder,
      input: modules.map((module) => JSON.stringify({ module, probes }) + "\n").join(""),
      encoding: "utf8",
      maxBuffer: 1 << 28,
      env: { PATH: "/usr/bin:/bin", LANG: "C.UTF-8", HOME: folder },
    });
    if (run.status !== 0) throw new Error(`the oracle failed: ${run.stderr}`);
    return run.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as RealAnswer);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export interface Comparison {
  readonly wrong: string[];
  unknown: number;
  known: number;
}

/** Compares every logger of the real tree with ours: what we know must be equal; what we do not know is counted. */
export function compareTree(ours: LoggerTree, real: Readonly<Record<string, RealLogger>>): Comparison {
  const result: Comparison = { wrong: [], unknown: 0, known: 0 };
  const check = <T>(what: string, fact: Fact<T>, value: T): void => {
    const certain = certainValue(fact);
    const { values, complete } = possibleValues(fact);
    if (certain === undefined) {
      result.unknown++;
      if (complete && !values.includes(value))
        result.wrong.push(`${what}: ${values.join("|")} excludes ${String(value)}`);
    } else if (certain === value) result.known++;
    else result.wrong.push(`${what}: ours ${String(certain)}, real ${String(value)}`);
  };
  for (const name of new Set([...Object.keys(real), ...Object.keys(ours.loggers)])) {
    const there = real[name] ?? { level: "NOTSET", handlers: [], propagate: true, disabled: false };
    const here = Object.hasOwn(ours.loggers, name) ? ours.loggers[name] : undefined;
    if (!ours.known) {
      result.unknown += 4;
      continue;
    }
    if (here === undefined) {
      // Loggers that no table lists (packages that happen to be installed here) are not ours to know when they are disabled.
      const untouched = there.level === "NOTSET" && there.handlers.length === 0 && there.propagate;
      if (ours.open === null && !untouched)
        result.wrong.push(`${name}: not in ours, real ${JSON.stringify(there)}`);
      else result.known++;
      continue;
    }
    check(`${name || "root"} level`, here.level, digits(there.level));
    check(`${name || "root"} propagate`, here.propagate, there.propagate);
    check(`${name || "root"} disabled`, here.disabled, there.disabled);
    if (here.handlersUnknown !== null) {
      result.unknown++;
      continue;
    }
    const mine = here.handlers.map((key) => {
      const handler = ours.handlers[key]!;
      const level = certainValue(handler.level) ?? "?";
      return [
        handler.class,
        level,
        key.replace(/^django:/, "").replace(/^gunicorn:.*|^basicConfig$/, ""),
      ].join(" ");
    });
    const theirs = there.handlers.map(([path, level, label]) =>
      [publicPath(path), digits(level), label ?? ""].join(" "),
    );
    const same =
      mine.length === theirs.length && mine.every((text, i) => text === theirs[i] || text.includes(" ? "));
    if (same) result.known++;
    else result.wrong.push(`${name || "root"} handlers: ours ${mine.join(", ")}; real ${theirs.join(", ")}`);
  }
  return result;
}

function digits(level: string): string {
  if (level === "Level True") return "1";
  if (level === "Level False") return "0";
  const custom = /^Level (-?\d+)$/.exec(level);
  const number = custom === null ? levelNumber(level) : Number(custom[1]);
  return number === undefined ? level : levelName(number);
}

/** `logging.StreamHandler` lives in `logging`, under that very name. */
function publicPath(path: string): string {
  return path;
}

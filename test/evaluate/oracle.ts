import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { evaluateModule, type Environment, type Evaluation } from "../../src/evaluate/evaluate.ts";
import { memoryFileSystem } from "../../src/text/memory-file-system.ts";
import { disagreement, type Real, type Tally } from "./agreement.ts";

export interface Case {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  /** Dotted module. */
  readonly module: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface RealOutcome {
  readonly names?: Readonly<Record<string, Real>>;
  readonly failed?: string;
}

/** What the real Python makes of each case; every case gets its own folder, whose path is returned too. */
export function runReal(
  python: string,
  cases: readonly Case[],
  libraries = "",
): { readonly root: string; readonly outcome: RealOutcome }[] {
  const top = realpathSync(mkdtempSync(join(tmpdir(), "loglint-evaluate-")));
  try {
    const roots = cases.map((one, index) => {
      const root = join(top, `c${index}`);
      for (const [path, text] of Object.entries(one.files)) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), text);
      }
      return root;
    });
    const input = cases
      .map((one, index) =>
        JSON.stringify({ root: roots[index], module: one.module, env: one.env ?? {}, libraries }),
      )
      .join("\n");
    const script = fileURLToPath(new URL("run_modules.py", import.meta.url));
    const done = spawnSync(python, ["-I", script], {
      input,
      encoding: "utf8",
      maxBuffer: 1 << 29,
      cwd: top,
      timeout: 300_000,
    });
    if (done.status !== 0) throw new Error(`python failed: ${done.stderr}`);
    const lines = done.stdout.split("\n").filter((line) => line !== "");
    if (lines.length !== cases.length)
      throw new Error(`expected ${cases.length} lines, got ${lines.length}: ${done.stderr}`);
    return lines.map((line, index) => ({ root: roots[index]!, outcome: JSON.parse(line) as RealOutcome }));
  } finally {
    rmSync(top, { recursive: true, force: true });
  }
}

export function fileOf(one: Case): string {
  const path = one.module.replaceAll(".", "/");
  return `${path}.py` in one.files ? `${path}.py` : `${path}/__init__.py`;
}

export function compute(
  one: Case,
  root: string,
  environment: Environment = { values: one.env ?? {}, complete: true },
): Evaluation {
  return evaluateModule({
    fs: memoryFileSystem(one.files),
    file: fileOf(one),
    searchPath: ["."],
    environment,
    deployedAt: root,
    argv: ["gunicorn"],
  });
}

/** Every way in which the evaluation is wrong about what the real Python did. */
export function faults(evaluation: Evaluation, outcome: RealOutcome, tally: Tally): string[] {
  if (outcome.failed !== undefined) {
    // Unknown is allowed: a module that fails may be seen as one that cannot be decided, never as one that certainly ends well.
    if (evaluation.failed !== undefined) {
      const computed = evaluation.failed.what.split(":")[0]!.split(".").at(-1)!;
      const alike =
        computed === outcome.failed ||
        (outcome.failed === "UndefinedValueError" && computed === outcome.failed);
      return alike ? [] : [`computed ${evaluation.failed.what}, real ${outcome.failed}`];
    }
    return isDoubtful(evaluation)
      ? []
      : [`real Python fails with ${outcome.failed}, computed says it ends well`];
  }
  if (evaluation.failed !== undefined)
    return [`computed failure ${evaluation.failed.what}, but Python ends well`];
  const found: string[] = [];
  const names = outcome.names ?? {};
  for (const [name, value] of evaluation.names) {
    if (!/^[A-Z][A-Z0-9_]*$/.test(name)) continue;
    const real = names[name];
    if (real === undefined) {
      const maybe =
        value.kind === "unknown" ||
        (value.kind === "either" && value.options.some((option) => option.value.kind === "unknown"));
      if (!maybe) found.push(`${name} is not defined in Python`);
      continue;
    }
    const wrong = disagreement(value, real, tally, name);
    if (wrong !== null) found.push(wrong);
  }
  for (const name of Object.keys(names))
    if (!evaluation.names.has(name) && !evaluation.open && /^[A-Z][A-Z0-9_]*$/.test(name))
      found.push(`${name} was not computed`);
  return found;
}

function isDoubtful(evaluation: Evaluation): boolean {
  return (
    evaluation.gaps.length > 0 ||
    evaluation.open ||
    [...evaluation.names.values()].some((value) => hasUnknown(value, 0))
  );
}

function hasUnknown(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null || depth > 50) return false;
  if (
    "kind" in value &&
    (value.kind === "unknown" ||
      value.kind === "either" ||
      value.kind === "partial" ||
      value.kind === "instance")
  )
    return true;
  if ("open" in value && value.open !== undefined) return true;
  return Object.values(value).some((item) => hasUnknown(item, depth + 1));
}

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** What a run of the real Python leaves behind. */
export interface PythonRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Files below `logs`. */
  readonly logs: Readonly<Record<string, string>>;
}

/** Runs the real Python with these arguments in a scratch folder with these files. */
export function runPython(
  python: string,
  args: readonly string[],
  files: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>> = {},
): PythonRun {
  const folder = mkdtempSync(join(tmpdir(), "loglint-python-"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const logs = join(folder, "logs");
  mkdirSync(logs, { recursive: true });
  const run = spawnSync(python, args, {
    cwd: folder,
    encoding: "utf8",
    env: {
      PATH: "/usr/bin:/bin",
      HOME: folder,
      LANG: "C.UTF-8",
      PYTHONDONTWRITEBYTECODE: "1",
      ...environment,
    },
  });
  const written = readdirSync(logs).map((name) => [name, readFileSync(join(logs, name), "utf8")]);
  rmSync(folder, { recursive: true, force: true });
  return {
    status: run.status,
    stdout: run.stdout,
    stderr: run.stderr,
    logs: Object.fromEntries(written) as Readonly<Record<string, string>>,
  };
}

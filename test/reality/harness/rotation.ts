import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { diskFileSystem, loadStack } from "../../../src/index.ts";
import { rotatedFiles, type RotatedFile } from "../../../src/routes/file-rotations.ts";
import { afterRotation, type AfterRotation, type RotationAct } from "../../../src/routes/rotation.ts";
import { ask } from "./ask.ts";
import { childrenOf, holds } from "./process-tree.ts";
import { signal, startGunicorn, startNginx, until, type Served } from "./programs.ts";
import type { Programs, RealStack } from "./reality.ts";
import { layOut, type Scratch } from "./scratch.ts";

/** One writer after one rotation: which file the map says it writes, and which it wrote. */
export interface RotationCase {
  readonly stack: string;
  readonly round: string;
  readonly file: string;
  readonly predicted: AfterRotation["lines"];
  readonly found: AfterRotation["lines"];
}

/** A written file, and how to have its writer write a line with the marker. */
interface Subject {
  readonly file: RotatedFile;
  /** Where the lines go in the end, with the variables of nginx in place. */
  readonly path: string;
  readonly cause: (marker: string) => Promise<unknown>;
}

/** Starts the stack once and rotates its logs in every way, one after the other, with events after each. */
export async function runRotations(
  stack: RealStack,
  programs: Programs & { readonly logrotate: string },
): Promise<RotationCase[]> {
  const scratch = await layOut(stack.files);
  const running: Served[] = [];
  try {
    const { stacks } = loadStack({ fs: diskFileSystem(scratch.site), paths: [scratch.site] });
    const files = stacks.flatMap(rotatedFiles);
    const isAsync = stack.files["gunicorn.conf.py"]?.includes("uvicorn") === true;
    const nginx = await startNginx(programs.nginx, scratch);
    running.push(nginx);
    const gunicorn = await startGunicorn({
      program: programs.gunicorn,
      scratch,
      app: isAsync ? "blog.asgi:application" : "blog.wsgi:application",
      pythonPath: [scratch.site],
      stdio: "file",
      environment: stack.environment ?? {},
      isAsync,
    });
    if (gunicorn === null) throw new Error(`gunicorn does not start: ${stack.name}`);
    running.push(gunicorn);
    const subjects = subjectsOf(files, scratch);
    const rounds = new Rounds(stack.name, subjects, scratch, { nginx, gunicorn });
    await rounds.all(programs.logrotate);
    return rounds.cases;
  } finally {
    for (const each of running.reverse()) await each.stop();
    rmSync(scratch.root, { recursive: true, force: true });
  }
}

class Rounds {
  readonly cases: RotationCase[] = [];
  private count = 0;
  private readonly stack: string;
  private readonly subjects: readonly Subject[];
  private readonly scratch: Scratch;
  private readonly masters: { readonly nginx: Served; readonly gunicorn: Served };

  constructor(stack: string, subjects: readonly Subject[], scratch: Scratch, masters: Rounds["masters"]) {
    this.stack = stack;
    this.subjects = subjects;
    this.scratch = scratch;
    this.masters = masters;
  }

  async all(logrotate: string): Promise<void> {
    await this.look("before", () => "new");
    for (const path of this.paths()) {
      copyFileSync(path, `${path}.copy`);
      truncateSync(path);
    }
    await this.act("copytruncate", { kind: "copytruncate" });
    for (const path of this.paths()) rmSync(`${path}.copy`);

    this.rename("1");
    await this.act("rename", { kind: "rename", signal: "none" });
    await this.signalled("SIGUSR1", ".1");
    await this.act("rename, then USR1", { kind: "rename", signal: "USR1" });

    this.rename("2");
    await this.signalled("SIGHUP", ".2");
    await this.act("rename, then HUP", { kind: "rename", signal: "HUP" });

    const conf = join(this.scratch.site, "deploy/logrotate.d/blog");
    await this.told("USR1", () => {
      const run = spawnSync(logrotate, ["-f", "-s", join(this.scratch.root, "run/status"), conf], {
        encoding: "utf8",
      });
      if (run.status !== 0) throw new Error(`logrotate: ${run.stderr}`);
    });
    const withStanza = this.subjects.filter(({ file }) => file.rotations.length > 0);
    await this.look(
      "logrotate with the stack's stanza",
      ({ file }) => file.rotations[0]?.after.lines,
      withStanza,
    );

    for (const name of this.paths().flatMap(familyOf)) rmSync(name);
    await this.act("rename and delete", { kind: "rename", signal: "none", removesOld: true });
  }

  private async act(round: string, act: RotationAct): Promise<void> {
    await this.look(round, ({ file }) => afterRotation(file.writer, act).lines);
  }

  /** What is there gets another name. */
  private rename(suffix: string): void {
    for (const path of this.paths()) if (existsSync(path)) renameSync(path, `${path}.${suffix}`);
  }

  private paths(): string[] {
    return [...new Set(this.subjects.map(({ path }) => path))];
  }

  private async signalled(name: "SIGUSR1" | "SIGHUP", suffix: string): Promise<void> {
    await this.told(
      name === "SIGUSR1" ? "USR1" : "HUP",
      () => {
        for (const each of Object.values(this.masters)) signal(each.master(), name);
      },
      suffix,
    );
  }

  /** Does what sends the signals and waits until both programs have followed: workers are new, or have let go of the old files. */
  private async told(name: "USR1" | "HUP", tell: () => void, suffix = ".1"): Promise<void> {
    const { nginx, gunicorn } = this.masters;
    const before = [nginx, gunicorn].flatMap((each) => childrenOf(each.master()));
    tell();
    const isReady = async (): Promise<boolean> =>
      (await ask({ port: this.scratch.gunicornPort, path: "/ready", headers: {} })) === 200;
    const isRenewed = (each: Served): boolean =>
      !childrenOf(each.master()).some((child) => before.includes(child));
    const lets = (each: Served, path: string): boolean =>
      isRenewed(each) || (name === "USR1" && !holds(each.master(), `${path}${suffix}`));
    const log = join(this.scratch.root, "var/log");
    const followed = await until(
      async () =>
        lets(nginx, join(log, "nginx/access.log")) &&
        lets(gunicorn, join(log, "gunicorn/access.log")) &&
        (await isReady()),
    );
    if (!followed) throw new Error(`${this.stack}: ${name} was not followed`);
  }

  /** Has every writer write, and finds where. */
  private async look(
    round: string,
    predict: (subject: Subject) => AfterRotation["lines"] | undefined,
    subjects = this.subjects,
  ): Promise<void> {
    this.count++;
    const asked: { subject: Subject; marker: string }[] = [];
    for (const subject of subjects) {
      const marker = `MARK-${String(this.count)}-${String(asked.length)}-end`;
      await subject.cause(marker);
      asked.push({ subject, marker });
    }
    for (const { subject, marker } of asked) {
      const predicted = predict(subject) ?? "unknown";
      const seen = (): AfterRotation["lines"] => foundIn(subject.path, marker);
      // Lines are written after the answer; that none comes is known when those after it have come.
      if (predicted !== "nowhere") await until(() => seen() !== "nowhere");
      const file = `${subject.file.what} ${basename(subject.path)}`;
      this.cases.push({ stack: this.stack, round, file, predicted, found: seen() });
    }
  }
}

function subjectsOf(files: readonly RotatedFile[], scratch: Scratch): Subject[] {
  const nginxPort = [...scratch.ports.values()][0] ?? 0;
  const host = "blog.example.com";
  const toNginx = (path: string) => (marker: string) =>
    ask({ port: nginxPort, path: `${path}${marker}`, headers: { host } });
  const toProbe =
    (event: string, extra: Readonly<Record<string, string>> = {}) =>
    (marker: string) => {
      const headers = { "x-probe-event": event, "x-probe-marker": marker, ...extra };
      return ask({ port: scratch.gunicornPort, path: "/_probe", headers });
    };
  const toLogger = (logger: string): Subject["cause"] =>
    toProbe("logger", { "x-probe-logger": logger, "x-probe-level": "WARNING" });
  const found = files.flatMap((file): Subject[] => {
    const path = file.path.replace("$host", host);
    const name = basename(path, ".log");
    const of = (cause: Subject["cause"]): Subject[] => [{ file, path, cause }];
    switch (file.writer.kind) {
      case "nginx": {
        const folder = name.startsWith("cached") ? "cached" : name.startsWith("open") ? "open" : "files";
        return of(toNginx(`/${folder}/`));
      }
      case "gunicorn":
        return name === "access"
          ? of((marker) => ask({ port: scratch.gunicornPort, path: `/${marker}`, headers: {} }))
          : of(toProbe("worker-error"));
      case "handler":
        return of(toLogger(name.startsWith("named-") ? `only.${name.slice("named-".length)}` : "other"));
      case "stream":
      case "supervisor":
        return [];
    }
  });
  // What the harness opened for gunicorn, as a shell does with `2>>`; capture_output takes it away.
  const captured = /^capture_output = True/m.test(readFileSync(scratch.gunicornConf ?? "", "utf8"));
  const stderr = join(scratch.root, "stdio", "gunicorn.stderr");
  const errorlog = found.find(({ path }) => basename(path) === "error.log" && path.includes("gunicorn"));
  if (captured && errorlog !== undefined) {
    const file = { ...errorlog.file, what: "captured stderr" };
    return [...found, { ...errorlog, file, cause: toProbe("stderr") }];
  }
  const at = { file: "", start: 0, end: 0 };
  const writer = { kind: "stream" } as const;
  const nobody = { process: null, gunicorn: null, project: null };
  const file = { path: stderr, at, what: "stderr", writer, ...nobody, rotations: [] };
  return [...found, { file, path: stderr, cause: toProbe("stderr") }];
}

/** The renamed files, and the file itself. */
export function familyOf(path: string): string[] {
  const name = basename(path);
  return readdirSync(dirname(path))
    .filter((each) => each === name || each.startsWith(`${name}.`))
    .map((each) => join(dirname(path), each));
}

function foundIn(path: string, marker: string): AfterRotation["lines"] {
  const having = familyOf(path).filter((each) => readFileSync(each, "latin1").includes(marker));
  if (having.length === 0) return "nowhere";
  if (having.length === 1) return having[0] === path ? "new" : "old";
  return "both";
}

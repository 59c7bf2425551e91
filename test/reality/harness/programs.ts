import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { appendFileSync, existsSync, openSync, closeSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ask } from "./ask.ts";
import type { Scratch } from "./scratch.ts";

/** A program that runs in the scratch folder. */
export interface Running {
  /** Ends it gracefully and waits until nothing of it is left. */
  readonly stop: () => Promise<void>;
}

/** A program with a master process that has workers and takes signals. */
export interface Served extends Running {
  /** The process id of its master. */
  readonly master: () => number;
}

/** How the streams of gunicorn are caught: a file that they are redirected to, a pipe, or a socket as journald's. */
export type Stdio = "file" | "pipe" | "socket";

export interface GunicornStart {
  readonly program: string;
  readonly scratch: Scratch;
  /** `blog.wsgi:application` */
  readonly app: string;
  readonly pythonPath: readonly string[];
  readonly stdio: Stdio;
  readonly environment: Readonly<Record<string, string>>;
  readonly isAsync: boolean;
  /** One unless told otherwise. */
  readonly workers?: number;
}

/** gunicorn as the stack's config file says, with the probe as its application: its command line and environment. */
export function gunicornCommand(start: GunicornStart): {
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string>>;
} {
  const { scratch, program, app } = start;
  const [module = "", name = "application"] = app.split(":");
  const identity = process.getuid?.() === 0 ? ["-u", "root", "-g", "root"] : [];
  const words = [
    program,
    ...(scratch.gunicornConf === null ? [] : ["-c", scratch.gunicornConf]),
    ...["-b", `127.0.0.1:${String(scratch.gunicornPort)}`],
    ...(scratch.socket === null ? [] : ["-b", `unix:${scratch.socket}`]),
    ...["-w", String(start.workers ?? 1), "--graceful-timeout", "5"],
    ...["--pid", pidFile(scratch), "--chdir", scratch.site, ...identity],
    `probe_${start.isAsync ? "asgi" : "wsgi"}:application`,
  ];
  const env = {
    PATH: "/usr/bin:/bin:/usr/sbin",
    HOME: scratch.root,
    LANG: "C.UTF-8",
    PWD: scratch.site,
    PYTHONDONTWRITEBYTECODE: "1",
    PYTHONPATH: [...start.pythonPath, join(scratch.root, "probe")].join(":"),
    PROBE_MODULE: module,
    PROBE_NAME: name,
    PROBE_MAIL_PORT: String(scratch.mailPort),
    ...start.environment,
  };
  return { words, env };
}

function pidFile(scratch: Scratch): string {
  return join(scratch.root, "run", "gunicorn.pid");
}

/** Starts gunicorn; null when it gives up. */
export async function startGunicorn(start: GunicornStart): Promise<Served | null> {
  const { words, env } = gunicornCommand(start);
  const child = spawnCaught(words, "gunicorn", start.scratch, start.stdio, env);
  const end = { isGone: false };
  const ended = new Promise<void>((resolve) => {
    child.once("close", () => {
      end.isGone = true;
      resolve();
    });
  });
  return followGunicorn(
    start.scratch,
    // A daemon's first process ends with 0 before the second writes its pid.
    (tries) => end.isGone && !(child.exitCode === 0 && tries < 100),
    async () => {
      if (!end.isGone && pidIn(pidFile(start.scratch)) === 0) child.kill("SIGTERM");
      await ended;
    },
  );
}

/** Starts uvicorn itself with these options; null when it gives up. */
export async function startUvicorn(start: GunicornStart, options: readonly string[]): Promise<Served | null> {
  const { scratch, program } = start;
  const { env } = gunicornCommand(start);
  const bind = ["--host", "127.0.0.1", "--port", String(scratch.gunicornPort)];
  const words = [program, "probe_asgi:application", ...bind, ...options];
  const child = spawnCaught(words, "gunicorn", scratch, start.stdio, env);
  const ended = new Promise<void>((resolve) => {
    child.once("close", () => {
      resolve();
    });
  });
  const isGone = (): boolean => child.exitCode !== null;
  let up = false;
  for (let tries = 0; tries < 400 && !up && !isGone(); tries++) {
    up = (await ask({ port: scratch.gunicornPort, path: "/ready", headers: {} })) === 200;
    if (!up) await pause(50);
  }
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    await ended;
  };
  if (up) return { stop, master: () => child.pid ?? 0 };
  await stop();
  return null;
}

/** Waits for gunicorn to serve; null when it is gone before. `ended` waits for what started it. */
export async function followGunicorn(
  scratch: Scratch,
  isGone: (tries: number) => boolean,
  ended: () => Promise<void>,
): Promise<Served | null> {
  const master = (): number => pidIn(pidFile(scratch));
  let up = false;
  for (let tries = 0; tries < 400 && !up; tries++) {
    up = (await ask({ port: scratch.gunicornPort, path: "/ready", headers: {} })) === 200;
    if (isGone(tries) && !up && master() === 0) break;
    if (!up) await pause(50);
  }
  const stop = async (): Promise<void> => {
    const id = master();
    if (id > 1) {
      signal(id, "SIGTERM");
      await until(() => !signal(id, 0));
    }
    await ended();
  };
  if (up) return { stop, master };
  await stop();
  return null;
}

/** nginx on the stack's nginx.conf. */
export function nginxCommand(program: string, scratch: Scratch): readonly string[] {
  return [program, "-p", join(scratch.root, "nginx"), "-c", scratch.nginxConf ?? ""];
}

/** The same command with the compiled-in log folder covered by one of the scratch folder, where possible. */
export function covered(command: readonly string[], scratch: Scratch): readonly string[] {
  if (!canCover()) return command;
  const mount = 'mount --bind "$0" /var/log/nginx && exec "$@"';
  const folder = join(scratch.root, "var/log/nginx");
  return ["/usr/bin/unshare", "-m", "/bin/sh", "-c", mount, folder, ...command];
}

export async function startNginx(program: string, scratch: Scratch): Promise<Served> {
  const command = covered(nginxCommand(program, scratch), scratch);
  const child = spawnCaught(command, "nginx", scratch, "file", { PATH: "/usr/sbin:/usr/bin:/bin" });
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => {
      resolve();
    });
  });
  await followNginx(scratch, () => child.exitCode !== null);
  if (child.exitCode !== null) {
    const said = readFileSync(join(scratch.root, "stdio", "nginx.stderr"), "utf8");
    throw new Error(`nginx does not start: ${said}`);
  }
  return {
    master: () => nginxMaster(scratch),
    stop: async () => {
      child.kill("SIGQUIT");
      await ended;
    },
  };
}

/** Waits until nginx answers. */
export async function followNginx(scratch: Scratch, isGone: () => boolean): Promise<void> {
  const port = [...scratch.ports.values()][0] ?? 0;
  for (let tries = 0; tries < 200; tries++) {
    if (isGone()) break;
    if ((await ask({ port, path: "/ready", headers: { host: "ready.invalid" } })) !== 0) break;
    await pause(20);
  }
}

export function nginxMaster(scratch: Scratch): number {
  return pidIn(join(scratch.root, "nginx", "nginx.pid"));
}

let covers: boolean | null = null;

/** A mount namespace of its own, where this is allowed; then even the compiled-in path can be used. */
export function canCover(): boolean {
  covers ??=
    existsSync("/var/log/nginx") &&
    spawnSync("/usr/bin/unshare", ["-m", "mount", "--bind", "/tmp", "/var/log/nginx"]).status === 0;
  return covers;
}

/** Node's own pipes are sockets; a shell makes real ones. */
const PIPED = '{ "$@" 2>&1 1>&3 3>&- | cat >> "$ERR"; } 3>&1 | cat >> "$OUT"';

/** Starts a program with its standard output and error in `stdio/NAME.stdout` and `.stderr`. */
export function spawnCaught(
  command: readonly string[],
  name: string,
  scratch: Scratch,
  stdio: Stdio,
  env: Readonly<Record<string, string>>,
): ChildProcess {
  const out = join(scratch.root, "stdio", `${name}.stdout`);
  const err = join(scratch.root, "stdio", `${name}.stderr`);
  if (stdio === "pipe") {
    const all = { ...env, OUT: out, ERR: err };
    return spawn("/bin/sh", ["-c", PIPED, "sh", ...command], {
      cwd: scratch.site,
      env: all,
      stdio: "ignore",
    });
  }
  const [program = "", ...args] = command;
  if (stdio === "socket") {
    const caught = spawn(program, args, { cwd: scratch.site, env, stdio: ["ignore", "pipe", "pipe"] });
    caught.stdout.on("data", (data: Buffer) => {
      appendFileSync(out, data);
    });
    caught.stderr.on("data", (data: Buffer) => {
      appendFileSync(err, data);
    });
    return caught;
  }
  const files = [openSync(out, "a"), openSync(err, "a")] as const;
  const child = spawn(program, args, { cwd: scratch.site, env, stdio: ["ignore", ...files] });
  for (const file of files) closeSync(file);
  return child;
}

function pidIn(file: string): number {
  return existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
}

export function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

/** Waits until the condition holds, for half a minute at most; false when it never did. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<boolean> {
  for (let tries = 0; tries < 1200; tries++) {
    if (await holds()) return true;
    await pause(25);
  }
  return false;
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

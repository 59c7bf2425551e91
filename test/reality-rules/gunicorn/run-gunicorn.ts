import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { realProgram } from "../../real-programs.ts";

export const gunicorn = realProgram("gunicorn");

/** What a gunicorn leaves behind after one request: its exit status, its streams, and its files by name. */
export interface Left {
  /** Null: it had to be stopped, so it served. */
  readonly exit: number | null;
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly file: (name: string) => string | null;
}

const APP = `
import sys

def application(environ, start_response):
    print("PRINTED-BY-THE-APPLICATION", flush=True)
    sys.stderr.write("ERROR-STREAM-OF-THE-APPLICATION\\n")
    sys.stderr.flush()
    if environ["PATH_INFO"] == "/boom":
        raise RuntimeError("RAISED-BY-THE-APPLICATION")
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "2")])
    return [b"ok"]
`;

/** Runs the real gunicorn with this gunicorn.conf.py in a scratch folder, asks it for one page, and stops it. */
export async function runGunicorn(
  config: string,
  options: { args?: string[]; path?: string; headers?: Record<string, string>; pipe?: boolean } = {},
): Promise<Left> {
  const folder = mkdtempSync(join(tmpdir(), "loglint-gunicorn-"));
  const port = await freePort();
  writeFileSync(join(folder, "app.py"), APP);
  mkdirSync(join(folder, "logs"));
  writeFileSync(join(folder, "gunicorn.conf.py"), config);
  // The control of which interpreter runs belongs to the program itself: its first line names it.
  const program = gunicorn ?? "gunicorn";
  const args = [...(options.args ?? []), "-b", `127.0.0.1:${String(port)}`, "app"];
  // Node's own "pipes" are sockets; a shell makes a real one.
  const command: [string, string[]] =
    options.pipe === true ? ["/bin/sh", ["-c", '"$0" "$@" 2>&1 | cat', program, ...args]] : [program, args];
  const child = spawn(...command, {
    cwd: folder,
    env: { PATH: "/usr/bin:/bin", HOME: folder, PWD: folder },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  const end: { code: number | null } = { code: null };
  child.stdout.on("data", (data: Buffer) => (stdout += data.toString()));
  child.stderr.on("data", (data: Buffer) => (stderr += data.toString()));
  const ended = new Promise<void>((resolve) => {
    child.on("exit", (code) => {
      end.code = code;
    });
    child.on("close", () => {
      resolve();
    });
  });
  let status: number | null = null;
  for (let tries = 0; tries < 100 && end.code === null && status === null; tries++) {
    status = await fetchStatus(port, options.path ?? "/page?q=1", options.headers ?? {});
    if (status === null) await pause(100);
  }
  await pause(150);
  const served = end.code === null;
  if (served) child.kill("SIGTERM");
  await ended;
  const files = new Map<string, string | null>();
  for (const name of FILES)
    files.set(name, existsSync(join(folder, name)) ? readFileSync(join(folder, name), "utf8") : null);
  rmSync(folder, { recursive: true, force: true });
  return { exit: served ? null : end.code, status, stdout, stderr, file: (name) => files.get(name) ?? null };
}

const FILES = ["access.log", "error.log", "stdout", "None", "off", "logs/error.log", "logs/access.log"];

function fetchStatus(port: number, path: string, headers: Record<string, string>): Promise<number | null> {
  return new Promise((resolve) => {
    const sent = request({ host: "127.0.0.1", port, path, headers, agent: false }, (response) => {
      response.resume();
      response.on("end", () => {
        resolve(response.statusCode ?? null);
      });
    });
    sent.on("error", () => {
      resolve(null);
    });
    sent.end();
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === "object" && address !== null ? address.port : 0);
      });
    });
  });
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { gunicorn } from "./run-gunicorn.ts";

const APP = `
def application(environ, start_response):
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]
`;

interface Reloaded {
  /** Exit code of a master that ended by itself, null for one that had to be stopped. */
  readonly exit: number | null;
  readonly text: (name: string) => string | null;
}

/** Starts the real gunicorn with one config file, asks for a page, changes the file, sends HUP, and asks again. */
async function reload(before: string, after: string): Promise<Reloaded> {
  const folder = mkdtempSync(join(tmpdir(), "loglint-reload-"));
  const read = (name: string): string | null =>
    existsSync(join(folder, name)) ? readFileSync(join(folder, name), "utf8") : null;
  writeFileSync(join(folder, "app.py"), APP);
  const config = (text: string): void => {
    writeFileSync(join(folder, "gunicorn.conf.py"), `bind = "unix:web.sock"\npidfile = "pid"\n${text}`);
  };
  config(before);
  const child = spawn(gunicorn ?? "gunicorn", ["app"], {
    cwd: folder,
    env: { PATH: "/usr/bin:/bin", HOME: folder, PWD: folder },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const end: { code: number | null } = { code: null };
  let stderr = "";
  child.stderr.on("data", (data: Buffer) => (stderr += data.toString()));
  const ended = new Promise<void>((resolve) =>
    child.on("exit", (code) => {
      end.code = code;
      resolve();
    }),
  );
  const until = async (done: () => boolean | Promise<boolean>): Promise<void> => {
    for (let tries = 0; tries < 300 && end.code === null && !(await done()); tries++)
      await new Promise((resolve) => setTimeout(resolve, 100));
  };
  const socket = join(folder, "web.sock");
  await until(() => answers(socket, "/before"));
  config(after);
  child.kill("SIGHUP");
  // The master says that it heard, then starts new workers.
  await until(() => (stderr + (read("error.log") ?? "")).split("Booting worker").length > 2);
  await until(() => answers(socket, "/after"));
  const exit = end.code;
  if (exit === null) child.kill("SIGTERM");
  await ended;
  const files = new Map(["one.log", "two.log"].map((name) => [name, read(name)]));
  rmSync(folder, { recursive: true, force: true });
  return { exit, text: (name) => files.get(name) ?? null };
}

function answers(socketPath: string, path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const sent = request({ socketPath, path, agent: false }, (response) => {
      response.resume();
      response.on("end", () => {
        resolve(response.statusCode === 200);
      });
    });
    sent.on("error", () => {
      resolve(false);
    });
    sent.end();
  });
}

describe.skipIf(gunicorn === null)("what hup-ignores-logging claims, shown by the real gunicorn", () => {
  it("a changed accesslog and format do not take effect with HUP: the old file goes on in the old form", async () => {
    const left = await reload(
      `accesslog = "one.log"\naccess_log_format = "OLD %(U)s"\n`,
      `accesslog = "two.log"\naccess_log_format = "NEW %(U)s"\n`,
    );
    expect(left.exit).toBeNull();
    expect(left.text("one.log")).toMatch(/^OLD \/before\n(?:.*\n)*OLD \/after\n$/);
    expect(left.text("two.log")).toBeNull();
  });

  it("a value that gunicorn refuses ends the master", async () => {
    const left = await reload(`accesslog = "one.log"\n`, `accesslog = 5\n`);
    expect(left.exit).toBe(1);
  });
});

import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A real nginx on loopback in a scratch folder. */
export interface RunningNginx {
  readonly folder: string;
  readonly stop: () => Promise<void>;
}

/** What every scratch configuration begins with: nothing outside the scratch folder is opened. */
export const HEAD =
  "daemon off; pid nginx.pid; error_log error.log; events {} http { client_body_temp_path t; proxy_temp_path t; fastcgi_temp_path t; uwsgi_temp_path t; scgi_temp_path t;";

/** Starts nginx on `text` in a new folder; throws nginx's own words when it refuses. */
export async function startNginx(
  nginx: string,
  text: string,
  port: number,
  folders: readonly string[] = [],
): Promise<RunningNginx> {
  const folder = mkdtempSync(join(tmpdir(), "loglint-trace-"));
  for (const name of ["t", ...folders]) mkdirSync(join(folder, name));
  writeFileSync(join(folder, "nginx.conf"), text);
  const tested = spawnSync(nginx, ["-t", "-p", folder, "-c", "nginx.conf"], { encoding: "utf8" });
  if (tested.status !== 0) throw new Error(tested.stderr);
  const running = spawn(nginx, ["-p", folder, "-c", "nginx.conf"], { stdio: "ignore" });
  await untilListening(port);
  return { folder, stop: () => stop(running, folder) };
}

async function stop(running: ChildProcess, folder: string): Promise<void> {
  const ended = new Promise((resolve) => running.once("exit", resolve));
  running.kill("SIGQUIT");
  await ended;
  rmSync(folder, { recursive: true, force: true });
}

async function untilListening(port: number): Promise<void> {
  for (let i = 0; i < 200; i++) {
    const up = await get(port, "localhost", "/").then(
      () => true,
      () => false,
    );
    if (up) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("nginx did not start");
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === "object" && address !== null ? address.port : 0);
      });
    });
  });
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}

export function get(port: number, host: string, path: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request(
      { host: "127.0.0.1", port, path, headers: { host, "user-agent": "probe/1" }, agent: false },
      (response) => {
        let body = "";
        response.on("data", (chunk: Buffer) => (body += chunk.toString()));
        response.on("end", () => {
          resolve({ status: response.statusCode ?? 0, body });
        });
      },
    )
      .on("error", reject)
      .end();
  });
}

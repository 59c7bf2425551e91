import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { readmeGroups, type ReadmeGroup } from "../../readme-groups.ts";
import { realProgram } from "../../real-programs.ts";

export const nginx = realProgram("nginx");

/** A group of a rule's README. */
export function group(rule: string, title: string): ReadmeGroup {
  const found = groups(rule).find((each) => each.title === title);
  if (found === undefined) throw new Error(`rules/nginx/${rule}/README.md has no group "${title}"`);
  return found;
}

export function groups(rule: string): ReadmeGroup[] {
  return readmeGroups(readFileSync(`rules/nginx/${rule}/README.md`, "utf8"));
}

/** A folder that stands for the prefix, /etc/nginx and /var/log/nginx of the files of a group. */
export interface Scratch {
  readonly directory: string;
  readonly main: string;
  readonly port: number;
}

/** Writes the files of a group so that the real nginx can read them: loopback, a free port, everything inside one folder. */
export async function scratchOf(files: Readonly<Record<string, string>>): Promise<Scratch> {
  const directory = mkdtempSync(join(tmpdir(), "loglint-nginx-"));
  const port = await freePort();
  const main = Object.keys(files).find((file) => file.endsWith("nginx.conf")) ?? "";
  mkdirSync(join(directory, "log"));
  mkdirSync(join(directory, "html"));
  for (const [file, text] of Object.entries(files)) {
    const local = text
      .replaceAll("/var/log/nginx", join(directory, "log"))
      .replaceAll("/etc/nginx", dirname(join(directory, main)))
      .replaceAll(/listen 80\b/g, `listen 127.0.0.1:${String(port)}`)
      .replaceAll("/dev/log", join(directory, "no-such-socket"))
      .replaceAll("/dev/stdout", join(directory, "log", "stdout.log"))
      .replace(/^user .*\n/m, "");
    const head = file === main ? `daemon off;\nmaster_process off;\npid ${directory}/nginx.pid;\n` : "";
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    writeFileSync(join(directory, file), head + local);
  }
  return { directory, main: join(directory, main), port };
}

/** nginx's first message without file and line, null when it accepts. */
export function refusalOf(scratch: Scratch): string | null {
  const run = spawnSync(nginx ?? "", ["-t", ...options(scratch)], { encoding: "utf8" });
  if (run.status === 0) return null;
  return (/\[emerg\][^:]*: (.*)/.exec(run.stderr)?.[1] ?? run.stderr).replace(/ in \/\S+:\d+$/, "");
}

/** Starts nginx, sends the requests one after the other, ends it, and gives back their status codes. */
export async function serve(
  scratch: Scratch,
  requests: readonly {
    readonly path: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
  }[],
): Promise<number[]> {
  const running = spawn(nginx ?? "", options(scratch), { stdio: "ignore" });
  const ended = new Promise((resolve) => running.on("exit", resolve));
  try {
    for (let attempt = 0; attempt < 100 && (await ask(scratch.port, { path: "/ready" })) === 0; attempt++) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const statuses: number[] = [];
    for (const each of requests) statuses.push(await ask(scratch.port, each));
    return statuses;
  } finally {
    running.kill("SIGQUIT");
    await ended;
  }
}

/** The content of a file below the prefix, null when there is none. */
export function read(scratch: Scratch, file: string): string | null {
  const path = join(scratch.directory, file);
  return existsSync(path) ? readFileSync(path, "utf8") : null;
}

export function remove(scratch: Scratch): void {
  rmSync(scratch.directory, { recursive: true, force: true });
}

function options(scratch: Scratch): string[] {
  return ["-e", "stderr", "-p", scratch.directory, "-c", scratch.main];
}

function ask(
  port: number,
  { path, headers, body }: { path: string; headers?: Readonly<Record<string, string>>; body?: string },
): Promise<number> {
  return new Promise((resolve) => {
    const sent = request({
      host: "127.0.0.1",
      port,
      path,
      agent: false,
      headers,
      method: body === undefined ? "GET" : "POST",
    });
    sent.on("response", (response) => {
      response.resume();
      response.on("end", () => {
        resolve(response.statusCode ?? 0);
      });
    });
    sent.on("error", () => {
      resolve(0);
    });
    sent.end(body);
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });
}

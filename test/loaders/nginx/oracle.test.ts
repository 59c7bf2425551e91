import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, get } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { loadNginx } from "../../../src/loaders/nginx/load-nginx.ts";
import type { EffectiveAccess, NginxContext, NginxInstance } from "../../../src/model/nginx.ts";
import { diskFileSystem } from "../../../src/text/disk-file-system.ts";
import { realProgram } from "../../real-programs.ts";
import { FAULTS, generate, type Generated } from "./configurations.ts";

const nginx = realProgram("nginx");
const scratch = mkdtempSync(join(tmpdir(), "loglint-nginx-oracle-"));
afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
});

const FAULTY = Object.entries(FAULTS).flatMap(([where, lines]) => lines.map((line) => ({ where, line })));
const PLAIN = 160;

function write(name: string, generated: Generated, port: number): string {
  const directory = join(scratch, name);
  mkdirSync(join(directory, "logs"), { recursive: true });
  for (const [file, text] of Object.entries(generated.files)) {
    writeFileSync(join(directory, file), text.replaceAll("@PORT@", String(port)));
  }
  return directory;
}

function load(directory: string): NginxInstance {
  return loadNginx({ fs: diskFileSystem(directory), file: join(directory, "nginx.conf"), strict: true });
}

/** nginx's own verdict: null when it accepts, else its first message without file and line. */
function verdict(directory: string): string | null {
  const run = spawnSync(
    nginx ?? "",
    ["-t", "-e", "stderr", "-p", directory, "-c", join(directory, "nginx.conf")],
    { encoding: "utf8" },
  );
  if (run.status === 0) return null;
  const line = /\[emerg\][^:]*: (.*)/.exec(run.stderr)?.[1] ?? run.stderr;
  return line.replace(/ in \/\S+:\d+$/, "");
}

describe.skipIf(nginx === null)("loadNginx and nginx -t", () => {
  it("agree on accepting or refusing each of the generated configurations, and on the words", () => {
    const disagreements: string[] = [];
    let refused = 0;
    let accepted = 0;
    const check = (name: string, generated: Generated): void => {
      const directory = write(name, generated, 18_080);
      const theirs = verdict(directory);
      const ours = load(directory).problems;
      if (theirs === null) accepted++;
      else refused++;
      const agrees = theirs === null ? ours.length === 0 : ours.some((problem) => problem.message === theirs);
      if (!agrees) {
        const said = ours.map((problem) => problem.message).join(" | ");
        disagreements.push(`${name} ${generated.fault}\n  nginx: ${theirs ?? "accepts"}\n  ours:  ${said}`);
      }
    };
    for (let seed = 1; seed <= PLAIN; seed++) check(`plain-${String(seed)}`, generate(seed, null));
    for (const [index, fault] of FAULTY.entries())
      check(`fault-${String(index)}`, generate(1000 + index, fault));
    console.info(
      `nginx -t: ${String(accepted)} accepted, ${String(refused)} refused of ${String(accepted + refused)}`,
    );
    expect(disagreements).toEqual([]);
    expect(accepted + refused).toBeGreaterThanOrEqual(300);
    expect(refused).toBeGreaterThanOrEqual(100);
  });
});

describe.skipIf(nginx === null)("effectiveAccess and the running nginx", () => {
  it("name the same log files for every request of a sample", async () => {
    let checked = 0;
    let configurations = 0;
    const disagreements: string[] = [];
    for (let seed = 2001; seed <= 2070; seed++) {
      const port = await freePort();
      const generated = generate(seed, null);
      const directory = write(`run-${String(seed)}`, generated, port);
      const instance = load(directory);
      const requests = generated.requests.map((request, index) => ({
        ...request,
        path: request.path.replace("/m?", `/m${String(index)}x?`),
      }));
      await serve(
        directory,
        port,
        requests.map((request) => request.path),
      );
      const lines = linesOf(directory);
      configurations++;
      for (const { path } of requests) {
        checked++;
        const expected = expectedFiles(instance, path).sort();
        const found = lines
          .filter((line) => line.text.includes(path))
          .map((line) => line.file)
          .sort();
        if (JSON.stringify(expected) !== JSON.stringify(found)) {
          disagreements.push(
            `${String(seed)} ${path}: expected ${expected.join(" ")}, found ${found.join(" ")}`,
          );
        }
      }
    }
    console.info(`running nginx: ${String(checked)} requests to ${String(configurations)} configurations`);
    expect(disagreements).toEqual([]);
    expect(configurations).toBeGreaterThanOrEqual(60);
  }, 240_000);
});

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

/** Starts nginx, asks for each path, and ends it gracefully so that buffers are written. */
async function serve(directory: string, port: number, paths: readonly string[]): Promise<void> {
  const running = spawn(nginx ?? "", ["-e", "stderr", "-p", directory, "-c", join(directory, "nginx.conf")], {
    stdio: "ignore",
  });
  const ended = new Promise((resolve) => running.on("exit", resolve));
  for (let attempt = 0; attempt < 100 && !(await answers(port, "/ready")); attempt++)
    await new Promise((resolve) => setTimeout(resolve, 20));
  for (const path of paths) expect(await answers(port, path), path).toBe(true);
  running.kill("SIGQUIT");
  await ended;
}

function answers(port: number, path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ host: "127.0.0.1", port, path, agent: false }, (response) => {
      response.resume();
      response.on("end", () => {
        resolve(true);
      });
    });
    request.on("error", () => {
      resolve(false);
    });
  });
}

function linesOf(directory: string): { file: string; text: string }[] {
  const files = readdirSync(join(directory, "logs")).filter(
    (file) => !file.endsWith("-e.log") && file !== "error.log",
  );
  return files.flatMap((file) =>
    readFileSync(join(directory, "logs", file), "utf8")
      .split("\n")
      .map((text) => ({ file, text })),
  );
}

/** The files that the model says get a line for a request. */
function expectedFiles(instance: NginxInstance, path: string): string[] {
  const query = new URLSearchParams(path.split("?")[1] ?? "");
  const effective = contextFor(instance.root, path, query.has("q")).effectiveAccess;
  return filesOf(effective, query);
}

function filesOf(effective: EffectiveAccess, query: URLSearchParams): string[] {
  if (effective.state !== "set") return [];
  return effective.logs
    .filter((log) => {
      if (log.condition === null) return true;
      const value = log.condition.value === "$arg_l" ? (query.get("l") ?? "") : log.condition.value;
      return value !== "" && value !== "0";
    })
    .map((log) => log.target.value.replace("logs/", ""));
}

/** The most nested location whose prefix fits, and its `if` when the request has q. */
function contextFor(context: NginxContext, path: string, q: boolean): NginxContext {
  const inner = context.children.find((child) => {
    if (child.kind === "http" || child.kind === "server") return true;
    return child.kind === "location" && path.startsWith(`${child.args[0] ?? ""}/`);
  });
  if (inner !== undefined) return contextFor(inner, path, q);
  const branch = context.children.find((child) => child.kind === "if");
  return q && branch !== undefined ? branch : context;
}

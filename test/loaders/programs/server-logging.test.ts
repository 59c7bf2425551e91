import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { serverLogging, type OtherServer } from "../../../src/loaders/programs/server-logging.ts";
import { setFact } from "../../../src/model/fact.ts";
import { realProgram } from "../../real-programs.ts";

const AT = { file: "x", start: 0, end: 0 };
const told = (server: OtherServer, line: string, environment: Record<string, string> = {}): string =>
  serverLogging(
    server,
    line.split(" ").map((value) => ({ value, at: AT })),
    Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, setFact(value, AT)])),
  );

const python = realProgram("python");
const hasUvicorn = python !== null && spawnSync(python, ["-c", "import uvicorn"]).status === 0;
if (!hasUvicorn && process.env["LOGLINT_REQUIRE_REAL"] === "1") throw new Error("uvicorn is not installed");
if (!hasUvicorn) console.warn("skipped: uvicorn is not installed, so what it logs is not compared");

const APP = `async def app(scope, receive, send):
    assert scope["type"] == "http"
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})
`;

/** Serves one request with the real uvicorn: what it wrote to stdout and to stderr. */
function serve(options: readonly string[]): { stdout: string; stderr: string } {
  const folder = mkdtempSync(join(tmpdir(), "loglint-uvicorn-"));
  try {
    writeFileSync(join(folder, "site_app.py"), APP);
    const socket = join(folder, "s");
    const server = `${python ?? ""} -m uvicorn site_app:app --uds ${socket} --lifespan off ${options.join(" ")}`;
    const ask = `import socket,sys\ns=socket.socket(socket.AF_UNIX)\ns.connect(sys.argv[1])\ns.sendall(b"GET /asked HTTP/1.0\\r\\n\\r\\n")\ns.recv(999)`;
    writeFileSync(join(folder, "ask.py"), ask);
    const script = `${server} > out 2> err & pid=$!; for i in $(seq 200); do ${python ?? ""} ask.py ${socket} 2>/dev/null && break; sleep 0.1; done; kill $pid; wait $pid`;
    spawnSync("sh", ["-c", script], { cwd: folder, env: { PATH: "/usr/bin:/bin" } });
    const read = (name: string): string => readFileSync(join(folder, name), "utf8");
    return { stdout: read("out"), stderr: read("err") };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe.skipIf(!hasUvicorn)("uvicorn", () => {
  it.each([
    ["--workers 1", "requests go to its stdout, the rest from info on to its stderr"],
    ["--no-access-log", "it logs no requests (--no-access-log), the rest from info on to its stderr"],
    [
      "--log-level warning",
      "it logs no requests (--log-level warning), the rest from warning on to its stderr",
    ],
    ["--log-level=debug", "requests go to its stdout, the rest from debug on to its stderr"],
  ])("with %s logs what we say", (line, text) => {
    expect(told("uvicorn", `app:app ${line}`)).toBe(text);
    const { stdout, stderr } = serve(line.split(" "));
    expect([stdout.includes("/asked"), stderr.includes("/asked")]).toEqual([
      text.startsWith("requests"),
      false,
    ]);
    expect(stderr.includes("INFO")).toBe(!text.includes("from warning"));
    expect(stdout.includes("Uvicorn running")).toBe(false);
  });
});

describe("the logging of other servers", () => {
  it.each<[OtherServer, string, string]>([
    ["uvicorn", "a:b --log-config log.yaml", "log.yaml decides (--log-config)"],
    ["daphne", "-p 80 a:b", "requests go to its stdout, the rest to its stderr"],
    ["daphne", "--access-log /var/log/d.log a:b", "requests go to /var/log/d.log, the rest to its stderr"],
    ["daphne", "-v 0 a:b", "it logs no requests (-v 0), the rest to its stderr"],
    ["hypercorn", "a:b", "it logs no requests without --access-logfile, the rest to its stderr"],
    [
      "hypercorn",
      "a:b --access-logfile - --error-logfile e.log",
      "requests go to its stdout, the rest to e.log",
    ],
    ["hypercorn", "-c hypercorn.toml a:b", "hypercorn.toml decides too"],
    ["uwsgi", "--http :80 --module a", "requests and the rest go to its stderr"],
    ["uwsgi", "--daemonize /var/log/u.log -L", "it logs no requests, the rest goes to /var/log/u.log"],
    ["uwsgi", "uwsgi.ini", "uwsgi.ini decides too"],
  ])("%s %s: %s", (server, line, text) => {
    expect(told(server, line)).toBe(text);
  });

  it("names the variable that uvicorn reads", () => {
    expect(told("uvicorn", "a:b", { UVICORN_LOG_LEVEL: "error" })).toBe(
      "the variable UVICORN_LOG_LEVEL decides too",
    );
  });
});

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadNginx } from "../../src/loaders/nginx/load-nginx.ts";
import { memoryFileSystem } from "../../src/text/memory-file-system.ts";
import { chooseLocation } from "../../src/trace/location.ts";
import { splitTarget } from "../../src/trace/request.ts";
import { chooseServer } from "../../src/trace/server.ts";
import { realProgram } from "../real-programs.ts";
import { freePort, get, HEAD, startNginx, type RunningNginx } from "./nginx-server.ts";
import { seededRandom } from "../read/seeded-random.ts";

const nginx = realProgram("nginx");
const random = seededRandom(7);
const pick = <T>(items: readonly T[]): T => items[random(items.length)]!;

const PATHS = ["/", "/a", "/a/", "/a/b", "/ab", "/api/", "/api/v1", "/static/", "/img/x.png", "/b"];
const PATTERNS = [String.raw`\.png$`, "^/a", "^/api/v[0-9]", "/b", String.raw`^/static/.*\.css$`, "^/A/"];
const TARGETS = [
  ...PATHS,
  "/a/b/c",
  "/abc",
  "/api",
  "/api/v1/x.png",
  "/static/site.css",
  "/STATIC/X.PNG",
  "/A/b",
  "/x/../a/b",
  "//a//b",
  "/%61/b",
  "/nothing",
  "/img/x.png?y=/a",
];

/** A set of locations without duplicates, each answering with its own number. */
function locations(depth: number, prefix: string, counter: { next: number }): string {
  const used = new Set<string>();
  const lines: string[] = [];
  const count = 1 + random(4);
  for (let i = 0; i < count; i++) {
    const modifier = pick(["", "", "", "= ", "^~ ", "~ ", "~* "]);
    const isPattern = modifier.startsWith("~");
    const own = isPattern
      ? pick(PATTERNS)
      : `${prefix === "/" ? "" : prefix.replace(/\/$/, "")}${pick(PATHS)}`;
    const key = isPattern || modifier === "= " ? `${modifier}${own}` : own;
    if (used.has(key)) continue;
    used.add(key);
    const id = counter.next++;
    const nest = depth < 2 && (modifier === "" || modifier === "^~ ") && random(10) < 4;
    const inner = nest ? locations(depth + 1, own, counter) : "";
    lines.push(`location ${modifier}${own} { set $id ${String(id)}; return 200 "${String(id)}"; ${inner} }`);
  }
  return lines.join("\n");
}

function configuration(port: number): string {
  const servers: string[] = [];
  for (let i = 0; i < 120; i++) {
    const counter = { next: 1 };
    servers.push(
      `server { listen 127.0.0.1:${String(port)}; server_name s${String(i)}.test; ${locations(0, "", counter)} }`,
    );
  }
  const names = [
    "exact.example.com",
    "*.example.com",
    ".example.org",
    "www.*",
    "mail.*",
    String.raw`~^re\d+\.net$`,
    "*.deep.example.com",
    "~example",
  ];
  names.forEach((name, i) =>
    servers.push(
      `server { listen 127.0.0.1:${String(port)}; server_name ${name}; location / { return 200 "name${String(i)}"; } }`,
    ),
  );
  return `${HEAD} access_log off;\n${servers.join("\n")} }`;
}

describe.skipIf(nginx === null)("the server and location that nginx picks", () => {
  let port = 0;
  let text = "";
  let running: RunningNginx | undefined;

  beforeAll(async () => {
    port = await freePort();
    text = configuration(port);
    running = await startNginx(nginx!, text, port);
  });

  afterAll(async () => {
    await running?.stop();
  });

  // Without a location nginx looks for files: 403 for a folder, 404 else.
  const real = async (host: string, target: string): Promise<string> => {
    const { status, body } = await get(port, host, target);
    return status === 200 ? body : "no location";
  };

  it("are those that trace picks, for 120 sets of locations and every kind of server name", async () => {
    const instance = loadNginx({ fs: memoryFileSystem({ "nginx.conf": text }), file: "nginx.conf" });
    const ours = (host: string, target: string): string => {
      const server = chooseServer([instance], host)!;
      const { context, sure } = chooseLocation(server.context, splitTarget(target).uri);
      expect(sure && server.sure).toBe(true);
      return context?.directives.find((each) => each.name === "return")?.args[1]?.value ?? "no location";
    };
    let compared = 0;
    for (let i = 0; i < 120; i++) {
      const host = `s${String(i)}.test`;
      for (const target of TARGETS) {
        expect(`${host}${target} ${ours(host, target)}`).toBe(`${host}${target} ${await real(host, target)}`);
        compared++;
      }
    }
    const hosts = [
      "exact.example.com",
      "x.example.com",
      "a.b.deep.example.com",
      "example.org",
      "w.example.org",
    ];
    hosts.push(
      "www.something.io",
      "mail.x",
      "re42.net",
      "re.net",
      "other.test",
      "EXACT.example.COM",
      "an-example.io",
    );
    for (const host of hosts) {
      expect(`${host} ${ours(host, "/")}`).toBe(`${host} ${await real(host, "/")}`);
      compared++;
    }
    expect(compared).toBeGreaterThan(2000);
  });
});

import { existsSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadNginx } from "../../src/loaders/nginx/load-nginx.ts";
import type { NginxContext } from "../../src/model/nginx.ts";
import { contextsOf } from "../../src/model/nginx-contexts.ts";
import { memoryFileSystem } from "../../src/text/memory-file-system.ts";
import { followRequest } from "../../src/trace/flow.ts";
import { nginxLine } from "../../src/trace/nginx-line.ts";
import type { TraceRequest } from "../../src/trace/request.ts";
import { chooseServer } from "../../src/trace/server.ts";
import { realProgram } from "../real-programs.ts";
import { seededRandom } from "../read/seeded-random.ts";
import { freePort, get, HEAD, startNginx, type RunningNginx } from "./nginx-server.ts";

const nginx = realProgram("nginx");
const random = seededRandom(11);
const pick = <T>(items: readonly T[]): T => items[random(items.length)]!;
const SERVERS = 160;

/** One server in which every level has a log of its own, so that the log names the level that recorded the request. */
function server(index: number, port: number, up: number, down: number): string {
  const log = (name: string): string => `access_log logs/${String(index)}-${name}.log line;`;
  const pass = `proxy_pass http://127.0.0.1:${String(up)};`;
  const fail = `proxy_pass http://127.0.0.1:${String(down)};`;
  const errorPage = (): string =>
    pick([
      "",
      "",
      "error_page 404 /err;",
      "error_page 502 504 /err;",
      "error_page 404 =200 /err;",
      "error_page 502 = /err;",
      "error_page 502 403 @app;",
      "error_page 403 404 502 =503 /err; ",
    ]);
  const root = pick([
    pass,
    pass,
    fail,
    fail,
    "return 404;",
    "return 403;",
    'return 200 "x";',
    "try_files /nofile @app;",
    "rewrite ^ /inner last;",
    "try_files /nofile =404;",
  ]);
  const inner = pick([pass, fail, "return 403;", 'return 200 "inner";']);
  const app = pick([pass, fail]);
  const err = pick(['return 200 "err";', pass]);
  const own = pick(["", "", "", "", "", "return 301 /x;"]);
  return `server { listen 127.0.0.1:${String(port)}; server_name s${String(index)}.test; ${log("server")} ${errorPage()} ${own}
    location / { ${log("root")} ${errorPage()} ${root} }
    location /inner { ${log("inner")} ${inner} }
    location /err { ${log("err")} ${err} }
    location @app { ${log("app")} ${app} } }`;
}

describe.skipIf(nginx === null)("the log that records a request, and its line", () => {
  let text = "";
  let running: RunningNginx | undefined;
  let upstream: Server | undefined;
  let port = 0;

  beforeAll(async () => {
    upstream = createServer((_, response) => response.end("app"));
    await new Promise<void>((resolve) => upstream?.listen(0, "127.0.0.1", resolve));
    const address = upstream.address();
    const up = typeof address === "object" && address !== null ? address.port : 0;
    const down = await freePort();
    port = await freePort();
    const servers = Array.from({ length: SERVERS }, (_, index) => server(index, port, up, down));
    const format = `log_format line '$host "$request" $status $uri_is "$http_referer" $args';`.replace(
      "$uri_is",
      "$request_uri",
    );
    text = `${HEAD} ${format} error_page 502 @nowhere; error_page 418 /err;\n${servers.join("\n")} }`.replace(
      "error_page 502 @nowhere; ",
      "",
    );
    running = await startNginx(nginx!, text, port, ["logs"]);
  });

  afterAll(async () => {
    upstream?.close();
    await running?.stop();
  });

  /** The flow for one host, and for what the location that is passed to answers. */
  function ours(index: number, target: string): { log: string; line: string } {
    const instance = loadNginx({ fs: memoryFileSystem({ "nginx.conf": text }), file: "nginx.conf" });
    const host = `s${String(index)}.test`;
    const chosen = chooseServer([instance], host)!;
    const placed = contextsOf(instance).find(({ context }) => context === chosen.context)!;
    const base: TraceRequest = {
      method: "GET",
      host,
      target,
      status: null,
      exception: false,
      upstreamDown: false,
      client: "127.0.0.1",
    };
    const outer = placed.around.toReversed();
    const uri = target.replace(/\?.*/, "");
    const isDown = (context: NginxContext): boolean => {
      const pass = context.directives.find((each) => each.name === "proxy_pass")?.args[0]?.value ?? "";
      return pass !== "" && !pass.endsWith(upstreamPort());
    };
    const flow = followRequest(chosen.context, outer, uri, base, isDown);
    const effective = flow.context.effectiveAccess;
    const used = effective.state === "set" ? effective.logs[0]! : null;
    const line = nginxLine(instance, used, flow.context, chosen.context, base, flow);
    return { log: used?.target.value ?? "", line: line?.text ?? "" };
  }

  function upstreamPort(): string {
    const address = upstream?.address();
    return typeof address === "object" && address !== null ? `:${String(address.port)}` : "?";
  }

  it(`are what trace says, for ${String(SERVERS)} servers with return, rewrite, try_files, error_page and dead upstreams`, async () => {
    const targets = ["/", "/inner?a=1", "/err", `/x%20"y`];
    for (let index = 0; index < SERVERS; index++) {
      for (const target of targets) await get(port, `s${String(index)}.test`, encodeURI(decodeURI(target)));
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
    const found: string[] = [];
    const expected: string[] = [];
    for (let index = 0; index < SERVERS; index++) {
      for (const name of ["server", "root", "inner", "err", "app"]) {
        const path = `logs/${String(index)}-${name}.log`;
        const file = join(running!.folder, path);
        const lines = existsSync(file)
          ? readFileSync(file, "utf8")
              .split("\n")
              .filter((line) => line !== "")
          : [];
        found.push(...lines.map((line) => `${path} ${line}`));
      }
      for (const target of targets) {
        const { log, line } = ours(index, encodeURI(decodeURI(target)));
        expected.push(`${log} ${line}`);
      }
    }
    // Both are compared as sorted lists: a line too many, too few or in another file shows.
    const unsure = expected.filter((line) => line.includes("null"));
    expect(unsure).toEqual([]);
    expect(expected.sort()).toEqual(found.filter((line) => !line.includes(" localhost ")).sort());
  });
});

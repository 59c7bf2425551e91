import { existsSync, readFileSync, rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { diskFileSystem, loadStack, type Stack } from "../../src/index.ts";
import { EXAMPLE } from "../../src/trace/example.ts";
import type { TraceLine, TraceRequest } from "../../src/trace/request.ts";
import { traceRequest } from "../../src/trace/trace.ts";
import { ask } from "./harness/ask.ts";
import { programsHere } from "./harness/programs-here.ts";
import { startGunicorn, startNginx, until, type Running } from "./harness/programs.ts";
import { layOut, type Scratch } from "./harness/scratch.ts";
import { SETTINGS, SITE } from "./harness/site.ts";

const programs = programsHere();
const HOST = "blog.example.com";

const LOGGING = `LOGGING = {"version": 1, "disable_existing_loggers": False,
  "formatters": {
    "percent": {"format": "%(levelname)-8s %(asctime)s %(name)s [%(process)d] %(module)s.%(funcName)s: %(message)s 100%%"},
    "brace": {"format": "{levelname:<8} {asctime} {{{status_code}}} {message}", "style": "{"},
    "dollar": {"format": "$levelname \${name} $message $$", "style": "$"},
  },
  "handlers": {
    "percent": {"class": "logging.FileHandler", "filename": "/var/log/blog/percent.log", "formatter": "percent"},
    "brace": {"class": "logging.FileHandler", "filename": "/var/log/blog/brace.log", "formatter": "brace"},
    "dollar": {"class": "logging.FileHandler", "filename": "/var/log/blog/dollar.log", "formatter": "dollar"},
    "bare": {"class": "logging.FileHandler", "filename": "/var/log/blog/bare.log"},
  },
  "loggers": {"django.request": {"handlers": ["percent", "brace", "dollar"], "level": "INFO"}},
  "root": {"handlers": ["bare"], "level": "INFO"},
}
`;

const nginxConf = (proxy: string): string => `error_log /var/log/nginx/error.log;
events { }
http { access_log /var/log/nginx/access.log;
  server { listen 80; server_name ${HOST}; location / { proxy_pass http://127.0.0.1:8000; ${proxy} } } }
`;
const HEADERS =
  "proxy_set_header Host $host; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; proxy_set_header X-Request-ID $request_id;";

interface Kind {
  readonly name: string;
  readonly gunicorn: string;
  readonly proxy: string;
}
const LOGS = `accesslog = "/var/log/gunicorn/access.log"\nerrorlog = "/var/log/gunicorn/error.log"\n`;
const UVICORN = `worker_class = "uvicorn.workers.UvicornWorker"\n`;
const KINDS: readonly Kind[] = [
  { name: "the default format", gunicorn: LOGS, proxy: "" },
  {
    name: "a format with every kind of atom",
    gunicorn: `${LOGS}access_log_format = '%(h)s|%(l)s|%(u)s|%(t)s|%(r)s|%(m)s|%(U)s|%(q)s|%(H)s|%(s)s|100%%|%(f)s|"%(a)s"|%({x-forwarded-for}i)s|%({x-request-id}i)s|%({host}i)s|%({none}i)s|%(p)s|%(L)s'\n`,
    proxy: HEADERS,
  },
  { name: "HTTP/1.1 to the backend", gunicorn: LOGS, proxy: `proxy_http_version 1.1; ${HEADERS}` },
  { name: "uvicorn", gunicorn: LOGS + UVICORN, proxy: "" },
  { name: "uvicorn with the client's address", gunicorn: LOGS + UVICORN, proxy: HEADERS },
];

/** Target, the event of the probe that answers it, and how it is told to trace. */
const REQUESTS: readonly (readonly [string, string | null, Partial<TraceRequest>])[] = [
  ["/plain/a?x=1&y=%20z", null, {}],
  ["/plain/from/the/host//itself", null, { client: "127.0.0.1" }],
  ["/probe/missing/abc?q=1", "missing", { status: 404 }],
  ["/probe/missing/caf%C3%A9", "missing", { status: 404 }],
  ["/probe/exception/abc", "exception", { exception: true }],
];

describe.skipIf(programs === null).each(KINDS)("the lines that trace renders: $name", (kind) => {
  let scratch: Scratch | undefined;
  let stack: Stack | undefined;
  const running: Running[] = [];

  beforeAll(async () => {
    if (programs === null) return;
    const isAsync = kind.gunicorn.includes("uvicorn");
    const app = isAsync ? "blog.asgi:application" : "blog.wsgi:application";
    scratch = await layOut({
      ...SITE,
      "blog/settings.py": SETTINGS + LOGGING,
      "gunicorn.conf.py": `wsgi_app = "${app}"\n${kind.gunicorn}`,
      "nginx.conf": nginxConf(kind.proxy),
    });
    stack = loadStack({ fs: diskFileSystem(scratch.site), paths: [scratch.site] }).stacks[0];
    running.push(await startNginx(programs.nginx, scratch));
    const pythonPath = [scratch.site];
    const started = await startGunicorn({
      program: programs.gunicorn,
      scratch,
      app,
      pythonPath,
      stdio: "file",
      environment: {},
      isAsync,
    });
    if (started !== null) running.push(started);
  });

  afterAll(async () => {
    for (const each of running) await each.stop();
    if (scratch !== undefined) rmSync(scratch.root, { recursive: true, force: true });
  });

  it.each(REQUESTS)("are the real ones of %s", async (target, event, told) => {
    if (scratch === undefined || stack === undefined) throw new Error("there is no stack");
    const port = [...scratch.ports.values()][0] ?? 0;
    const marker = target.replace(/\?.*/, "").split("/").at(-1) ?? "";
    const probe: Record<string, string> =
      event === null
        ? {}
        : {
            "x-probe-event": event,
            "x-probe-marker": decodeURIComponent(marker).replace("é", "\u00c3\u00a9"),
          };
    const request: TraceRequest = {
      method: "GET",
      host: HOST,
      target,
      status: null,
      exception: false,
      upstreamDown: false,
      client: "127.0.0.2",
      ...told,
    };
    const { lines } = traceRequest(stack, request);
    const before = new Map(pathsOf(lines).map((path) => [path, textOf(path)]));
    const status = await ask({
      port,
      path: target,
      headers: { host: HOST, "user-agent": "browser/1.0", ...probe },
      from: request.client,
    });
    expect(status).toBe(told.exception === true ? 500 : (told.status ?? 200));
    const added = (path: string): string =>
      textOf(path)
        .slice(before.get(path)?.length ?? 0)
        // The harness asked whether they are up, and that line may come late.
        .replaceAll(/^.*\/ready.*\n/gm, "");
    expect(pathsOf(lines).length).toBe(event === null ? 2 : 6);
    for (const line of lines) {
      expect(line.text).not.toBeNull();
      for (const sink of line.sinks) {
        if (sink.kind !== "file") throw new Error(`${sink.kind} is no file`);
        const path = sink.path;
        await until(() => added(path).endsWith("\n"));
        expect(added(path)).toMatch(patternOf(line));
      }
    }
  });
});

function pathsOf(lines: readonly TraceLine[]): string[] {
  const all = lines.flatMap((line) => line.sinks.map((sink) => (sink.kind === "file" ? sink.path : "")));
  return [...new Set(all)];
}

function textOf(path: string): string {
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}

/** The line with anything in the places of what varies, in their order; the rest is as it is. */
function patternOf({ text, varies }: TraceLine): RegExp {
  let rest = text ?? "";
  let pattern = "";
  for (const name of varies.filter((each) => each !== "the traceback")) {
    const example = exampleOf(name);
    const at = rest.indexOf(example);
    if (at < 0) throw new Error(`${name}: there is no ${example} in ${rest}`);
    pattern += `${escaped(rest.slice(0, at))}[^|\\n]+?`;
    rest = rest.slice(at + example.length);
  }
  const isCut = rest.endsWith(": ...");
  const end = isCut ? `${escaped(rest.slice(0, -4))}\n[^]*RuntimeError: abc` : escaped(rest);
  return new RegExp(`^${pattern}${end}\n$`);
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}

function exampleOf(name: string): string {
  const gunicorn = /^%\((?:\{([\w-]+)\}i|(\w+))\)/.exec(name);
  if (gunicorn?.[1] === "user-agent" || gunicorn?.[2] === "a") return EXAMPLE.userAgent;
  if (gunicorn?.[1] === "x-request-id") return EXAMPLE.nginx["request_id"] ?? "";
  if (gunicorn?.[2] !== undefined) return EXAMPLE.gunicorn[gunicorn[2]] ?? "";
  if (name.startsWith("$")) return EXAMPLE.nginx[name.slice(1)] ?? "";
  if (name === "the client's port") return EXAMPLE.nginx["remote_port"] ?? "";
  return EXAMPLE.python[name] ?? "";
}

import { rmSync } from "node:fs";
import { join } from "node:path";
import { diskFileSystem, loadStack, where, type Route, type Stack } from "../../../src/index.ts";
import { contextsOf } from "../../../src/model/nginx-contexts.ts";
import { ask, sendRaw } from "./ask.ts";
import { streamPlaces, territoryOf, verdictOf, type Caused, type Verdict } from "./compare.ts";
import {
  defaultServers,
  hasErrorPage,
  nginxRoute,
  requestsOf,
  type NginxRequest,
  type WrittenRequest,
} from "./events.ts";
import {
  canCover,
  startGunicorn,
  startNginx,
  startUvicorn,
  type GunicornStart,
  type Running,
  type Served,
  type Stdio,
  until,
} from "./programs.ts";
import { startSupervised } from "./supervisor.ts";
import { childrenOf } from "./process-tree.ts";
import { startMail, startSyslog, startSyslogSocket } from "./listeners.ts";
import { layOut, type Scratch, type StackFiles } from "./scratch.ts";

/** One stack to run. */
export interface RealStack {
  readonly name: string;
  readonly files: StackFiles;
  readonly stdio?: Stdio;
  /** Requests to nginx beside those that are derived. */
  readonly requests?: readonly WrittenRequest[];
  /** Loggers to use, beside those of the packages. */
  readonly loggers?: readonly string[];
  /** Variables of gunicorn's environment. */
  readonly environment?: Readonly<Record<string, string>>;
  /** One unless told otherwise. */
  readonly workers?: number;
  /** Options of a uvicorn that serves by itself, in gunicorn's place. */
  readonly uvicorn?: readonly string[];
  /** True where a worker is to hang until the master kills it; the config file sets a short timeout. */
  readonly hangs?: boolean;
  /** False where gunicorn must give up; then everything of it must be foretold to be nowhere. */
  readonly starts?: boolean;
}

export interface Programs {
  readonly nginx: string;
  readonly gunicorn: string;
  readonly uvicorn: string;
  /** Needed where the stack has a supervisord.conf. */
  readonly supervisord: string;
}

export interface Reality {
  readonly name: string;
  /** Why it was not run, or null. */
  readonly skipped: string | null;
  /** False when gunicorn gave up. */
  readonly started: boolean;
  readonly verdicts: readonly Verdict[];
  /** Streams at the end, to see what went on. */
  readonly streams: string;
}

/** Runs the stack, causes its events, and compares where each ended with what the map of the same files says. */
export async function runReality(stack: RealStack, programs: Programs, keep = false): Promise<Reality> {
  const scratch = await layOut(stack.files);
  const running: Running[] = [];
  try {
    const loaded = loadStack({ fs: diskFileSystem(scratch.site), paths: [scratch.site] });
    if (!canCover() && usesCompiledIn(loaded.stacks)) {
      const why = "nginx would write to its compiled-in path, outside of the scratch folder";
      return { name: stack.name, skipped: why, started: false, verdicts: [], streams: "" };
    }
    const listeners = [await startSyslog(scratch.syslogPort), await startSyslogSocket(scratch)];
    running.push(...listeners, await startMail(scratch));
    const run = new Run(stack, scratch, loaded.stacks);
    const app = appOf(loaded.stacks, stack.files, stack.uvicorn !== undefined);
    const start: GunicornStart = {
      program: stack.uvicorn === undefined ? programs.gunicorn : programs.uvicorn,
      scratch,
      app: app?.name ?? "",
      pythonPath: [join(scratch.site, app?.folder ?? "")],
      stdio: stack.stdio ?? "file",
      environment: { ...requiredVariables(stack.files), ...stack.environment },
      isAsync: /asgi/.test(app?.name ?? ""),
      workers: stack.workers ?? 1,
    };
    const supervisor = app === null ? null : (scratch.supervisordConf ?? null);
    const supervised =
      supervisor === null
        ? null
        : await startSupervised(programs.supervisord, supervisor, start, programs.nginx);
    if (supervised !== null) running.push(supervised.supervisord);
    const nginx =
      supervised?.nginx ?? (scratch.nginxConf === null ? null : await startNginx(programs.nginx, scratch));
    if (nginx !== null) running.push(nginx);
    const gunicorn =
      supervised !== null
        ? supervised.gunicorn
        : app === null
          ? null
          : stack.uvicorn === undefined
            ? await startGunicorn(start)
            : await startUvicorn(start, stack.uvicorn);
    if (gunicorn !== null) {
      await run.django();
      await run.nginx(true);
      if (stack.hangs === true) await run.hang(gunicorn);
      await gunicorn.stop();
    } else if (app !== null) run.refused();
    if (nginx !== null) {
      await run.nginx(false);
      await run.badRequests();
      await nginx.stop();
      running.splice(running.indexOf(nginx), 1);
    }
    if (supervised !== null) {
      await supervised.supervisord.stop();
      running.splice(running.indexOf(supervised.supervisord), 1);
    }
    for (const listener of listeners) {
      await listener.stop();
      running.splice(running.indexOf(listener), 1);
    }
    const received = listeners.map((each) => each.received()).join("\n");
    const places = streamPlaces(loaded.stacks, scratch);
    const territory = territoryOf(scratch, received, places);
    const verdicts = run.caused.map((each) => verdictOf(each, territory, scratch, places));
    const streams = [...territory]
      .filter(([name]) => name.includes(" of "))
      .map(([name, text]) => `--- ${name}\n${text}`);
    return {
      name: stack.name,
      skipped: null,
      started: app === null ? nginx !== null : gunicorn !== null,
      verdicts,
      streams: streams.join("\n"),
    };
  } finally {
    for (const each of running) await each.stop();
    if (keep) console.error(scratch.root);
    else rmSync(scratch.root, { recursive: true, force: true });
  }
}

/** The events of one run and their markers. */
class Run {
  readonly caused: Caused[] = [];
  private readonly routes: readonly Route[];
  private readonly stack: RealStack;
  private readonly scratch: Scratch;
  private readonly stacks: readonly Stack[];

  constructor(stack: RealStack, scratch: Scratch, stacks: readonly Stack[]) {
    this.stack = stack;
    this.scratch = scratch;
    this.stacks = stacks;
    this.routes = where(stacks);
  }

  private expect(event: string, routes: readonly (Route | undefined)[]): string {
    const marker = `MARK-${String(this.caused.length)}-${String(this.scratch.gunicornPort)}-end`;
    this.caused.push({ event, marker, routes: routes.filter((route) => route !== undefined) });
    return marker;
  }

  /** A request without an answer caused nothing, and that it left nothing proves nothing. */
  private happened(status: number): void {
    const last = this.caused.pop();
    if (last !== undefined) this.caused.push({ ...last, happened: status !== 0 });
  }

  private of(event: Route["event"], logger?: string): Route | undefined {
    return this.routes.find(
      (route) => route.event === event && (event !== "gunicorn.error" || route.logger === logger),
    );
  }

  /** The line that the server of the app writes for a request. */
  private access(): Route | undefined {
    if (this.stack.uvicorn === undefined) return this.of("gunicorn.access");
    return this.routes.find(({ event, logger }) => event === "django.logger" && logger === "uvicorn.access");
  }

  /** Everything that happens inside gunicorn and the site. */
  async django(): Promise<void> {
    const port = this.scratch.gunicornPort;
    const isAlone = this.stack.uvicorn !== undefined;
    const access = this.expect(isAlone ? "uvicorn access" : "gunicorn access", [this.access()]);
    this.happened(await ask({ port, path: `/direct/${access}`, headers: { "user-agent": access } }));
    if (!isAlone)
      this.caused.push({
        event: "gunicorn master",
        marker: this.scratch.masterMarker,
        routes: [this.of("gunicorn.error")].filter((route) => route !== undefined),
      });
    const cause = async (event: string, name: string, routes: readonly (Route | undefined)[], extra = {}) => {
      const marker = this.expect(name, routes);
      const headers = { "x-probe-event": event, "x-probe-marker": marker, ...extra };
      this.happened(await ask({ port, path: "/_probe", headers }));
    };
    const isAsync =
      isAlone || this.routes.some((route) => route.steps.some((step) => step.what.startsWith("uvicorn")));
    if (isAsync) await cause("worker-error", "uvicorn error", [this.asked("uvicorn.error", "ERROR")]);
    else await cause("worker-error", "gunicorn worker", [this.of("gunicorn.error", "gunicorn.error")]);
    if (this.of("django.exception") === undefined) return;
    await cause("exception", "unhandled exception", [this.of("django.exception")]);
    await cause("missing", "404", [this.asked("django.request", "WARNING")]);
    await cause("suspicious", "suspicious operation", [
      this.asked("django.security.SuspiciousOperation", "ERROR"),
    ]);
    for (const logger of this.loggers()) {
      for (const level of ["DEBUG", "INFO", "WARNING", "ERROR"]) {
        const extra = { "x-probe-logger": logger, "x-probe-level": level };
        await cause("logger", `${logger} ${level}`, [this.asked(logger, level)], extra);
      }
    }
    await cause("print", "print()", [this.of("python.print")]);
    await cause("stderr", "sys.stderr", [this.of("python.stderr")]);
    await cause("warnings", "warnings.warn()", [this.of("python.warnings")]);
  }

  /** The master starts a worker, and kills one that hangs. Both lines name its process id, which is marker enough. */
  async hang(served: Served): Promise<void> {
    const children = childrenOf(served.master());
    const route = [this.of("gunicorn.error")].filter((each) => each !== undefined);
    for (const id of children)
      this.caused.push({
        event: "worker boot",
        marker: `Booting worker with pid: ${String(id)}\n`,
        routes: route,
      });
    const headers = { "x-probe-event": "hang", "x-probe-marker": "" };
    void ask({ port: this.scratch.gunicornPort, path: "/_probe", headers });
    const isNew = (): boolean =>
      childrenOf(served.master()).length > 0 &&
      !childrenOf(served.master()).every((child) => children.includes(child));
    const happened = await until(isNew);
    const killed = children.filter((child) => !childrenOf(served.master()).includes(child));
    for (const id of killed)
      this.caused.push({
        event: "worker timeout",
        marker: `WORKER TIMEOUT (pid:${String(id)})`,
        routes: route,
        happened,
      });
  }

  /** gunicorn has given up: what it and the site would have written is nowhere, and the map says so. */
  refused(): void {
    const events = ["gunicorn.access", "django.exception", "python.print", "python.stderr"] as const;
    for (const event of events) this.expect(`${event}, gunicorn did not start`, [this.of(event)]);
    for (const logger of this.loggers())
      this.expect(`${logger} ERROR, gunicorn did not start`, [this.asked(logger, "ERROR")]);
  }

  private loggers(): string[] {
    const packages = this.stacks.flatMap((stack) =>
      stack.django.flatMap((project) => project.packages.map((each) => `${each.name}.views`)),
    );
    return [...new Set([...packages.slice(0, 2), "asyncio", ...(this.stack.loggers ?? [])])];
  }

  private asked(logger: string, level: string): Route | undefined {
    return where(this.stacks, { logger, level }).find(
      (route) => route.event === "django.logger" && route.logger === logger && route.level === level,
    );
  }

  /** A request to each server and location; `up` tells whether gunicorn runs. */
  async nginx(up: boolean): Promise<void> {
    const instance = this.stacks.flatMap((stack) => stack.nginx).find((each) => each.scope === "main");
    if (instance === undefined) return;
    const written = (this.stack.requests ?? []).map((each) => this.requestOf(each));
    const derived = requestsOf(instance);
    for (const request of [...derived, ...written]) {
      if (!up && (request.proxied === null || hasErrorPage(instance))) continue;
      const level = !up && request.proxied === "socket" ? "crit" : "error";
      const fails = request.fails || !up;
      const title = `nginx ${request.host}${request.path.replace("@", "")}${up ? "" : ", gunicorn down"}`;
      const marker = this.expect(title, [
        nginxRoute(this.routes, "nginx.access", request.places),
        ...(fails ? [nginxRoute(this.routes, "nginx.error", request.places, level)] : []),
        ...(up && request.proxied !== null ? [this.access()] : []),
      ]);
      const path = request.path.replace("@", marker);
      await ask({ port: request.port, path, headers: { host: request.host, "user-agent": marker } });
    }
  }

  private requestOf(each: WrittenRequest): NginxRequest {
    const own = each.port === undefined ? undefined : this.scratch.ports.get(each.port);
    const places = [
      ...(each.location === undefined ? [] : [{ server: each.server, location: each.location }]),
      { server: each.server, location: undefined },
    ];
    return {
      port: own ?? [...this.scratch.ports.values()][0] ?? 0,
      host: each.host,
      path: each.path,
      places,
      proxied: each.proxied === true ? (this.scratch.socket === null ? "tcp" : "socket") : null,
      fails: each.fails ?? false,
    };
  }

  /** HTTP/1.1 without a Host: 400, recorded by the default server of the port. */
  async badRequests(): Promise<void> {
    const instance = this.stacks.flatMap((stack) => stack.nginx).find((each) => each.scope === "main");
    if (instance === undefined) return;
    for (const { port, server } of defaultServers(instance)) {
      const places = [{ server, location: undefined }];
      // It leaves an error of level info as well.
      const error = nginxRoute(this.routes, "nginx.error", places);
      if (
        error?.steps.some((step) => /\b(?:info|debug\w*)\b/.test(step.what.split(" ").at(-1) ?? "")) === true
      )
        continue;
      const marker = this.expect(`nginx bad request to ${server}`, [
        nginxRoute(this.routes, "nginx.access", places),
      ]);
      await sendRaw(port, `GET /${marker} HTTP/1.1\r\nUser-Agent: ${marker}\r\n\r\n`);
    }
  }
}

/** Does some server have no access_log at all above it? */
function usesCompiledIn(stacks: readonly Stack[]): boolean {
  return stacks.some((stack) =>
    stack.nginx.some((nginx) =>
      contextsOf(nginx).some(
        ({ context }) => context.kind === "server" && context.effectiveAccess.state === "default",
      ),
    ),
  );
}

/** The application that gunicorn serves and the folder of its package. */
function appOf(
  stacks: readonly Stack[],
  files: StackFiles,
  isAsync: boolean,
): { name: string; folder: string } | null {
  const named = stacks.flatMap((stack) => stack.gunicorn.map((each) => each.app)).find((app) => app !== null);
  const candidates = Object.keys(files)
    .filter((file) => /(?:^|\/)[wa]sgi\.py$/.test(file))
    .sort();
  const moduleOf = (app: string): string => `${(app.split(":")[0] ?? "").replaceAll(".", "/")}.py`;
  const file =
    named === undefined
      ? (candidates.find((each) => each.endsWith(isAsync ? "asgi.py" : "wsgi.py")) ?? candidates[0])
      : Object.keys(files).find((each) => `/${each}`.endsWith(`/${moduleOf(named)}`));
  if (file === undefined) return null;
  const depth = named === undefined ? 2 : moduleOf(named).split("/").length;
  const parts = file.split("/");
  const folder = parts.slice(0, -depth).join("/");
  const name = named ?? `${parts.slice(-depth).join(".").replace(/\.py$/, "")}:application`;
  return { name: name.includes(":") ? name : `${name}:application`, folder };
}

/** Settings stop without a variable that they read by `os.environ[...]`. */
function requiredVariables(files: StackFiles): Record<string, string> {
  const names = Object.entries(files)
    .filter(([name]) => name.endsWith(".py"))
    .flatMap(([, text]) => [...text.matchAll(/environ\[["'](\w+)["']\]/g)].map((match) => match[1] ?? ""));
  return Object.fromEntries(
    names.filter((name) => name !== "DJANGO_SETTINGS_MODULE").map((name) => [name, "x"]),
  );
}

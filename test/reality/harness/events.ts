import type { NginxContext, NginxInstance } from "../../../src/model/nginx.ts";
import type { Route } from "../../../src/routes/route.ts";

/** A request to nginx, and which context answers it, innermost first. */
export interface NginxRequest {
  readonly port: number;
  readonly host: string;
  /** `@` stands for the marker. */
  readonly path: string;
  readonly places: readonly Place[];
  readonly proxied: "tcp" | "socket" | null;
  /** True when answering leaves an error of level error: a file that is not there. */
  readonly fails: boolean;
}

/** `location` undefined: the server itself. */
export interface Place {
  readonly server: string;
  readonly location: string | undefined;
}

/** A request written by hand, for configurations in which the last context is not the one that matches the path. */
export interface WrittenRequest {
  readonly host: string;
  readonly path: string;
  readonly server: string;
  readonly location?: string;
  /** The port as in the stack's files; the first one by default. */
  readonly port?: string;
  readonly proxied?: boolean;
  readonly fails?: boolean;
}

/** Requests that reach each server and location whose answer is plain to see; anything with a detour is left out. */
export function requestsOf(nginx: NginxInstance): NginxRequest[] {
  const http = nginx.root.children.filter((child) => child.kind === "http");
  const servers = http.flatMap((each) => each.children.filter((child) => child.kind === "server"));
  const requests: NginxRequest[] = [];
  for (const server of servers) {
    const port = portOf(server);
    const names = wordsOf(server, "server_name").filter((name) => /^[\w.-]+$/.test(name) && name !== "_");
    const isDefault = defaultServer(servers, port) === server;
    const host = names[0] ?? (isDefault ? "unknown.invalid" : null);
    if (host === null || port === 0) continue;
    const place: Place = { server: titleOf(server), location: undefined };
    const start = { port, host, nginx };
    if (has(server, "return")) {
      requests.push({ port, host, path: "/@", places: [place], proxied: null, fails: false });
      continue;
    }
    const outer = [http.find((each) => each.children.includes(server)), server].filter(
      (each) => each !== undefined,
    );
    for (const child of server.children)
      requests.push(...locationRequests(child, [place], outer, server, start));
    if (
      !server.children.some((child) => child.kind === "location" && child.args.join(" ") === "/") &&
      isPlain(outer)
    ) {
      requests.push({ port, host, path: "/none/@", places: [place], proxied: null, fails: true });
    }
  }
  return requests;
}

/** The server that answers what names no host, on each port. */
export function defaultServers(nginx: NginxInstance): { readonly port: number; readonly server: string }[] {
  const http = nginx.root.children.filter((child) => child.kind === "http");
  const servers = http.flatMap((each) => each.children.filter((child) => child.kind === "server"));
  const ports = new Set(servers.map(portOf).filter((port) => port !== 0));
  return [...ports].map((port) => {
    const server = defaultServer(servers, port);
    return { port, server: server === undefined ? "" : titleOf(server) };
  });
}

interface Start {
  readonly port: number;
  readonly host: string;
  readonly nginx: NginxInstance;
}

function locationRequests(
  context: NginxContext,
  places: readonly Place[],
  outer: readonly NginxContext[],
  server: NginxContext,
  start: Start,
): NginxRequest[] {
  if (context.kind !== "location") return [];
  const here: readonly Place[] = [
    { server: places[0]?.server ?? "", location: context.args.join(" ") },
    ...places,
  ];
  const around = [...outer, context];
  const nested = context.children.flatMap((child) => locationRequests(child, here, around, server, start));
  const [first = "", second] = context.args;
  const path = first === "=" ? `${second ?? ""}?@` : first === "^~" ? `${second ?? ""}@` : `${first}@`;
  if (!path.startsWith("/") || DETOURS.some((name) => has(context, name))) return nested;
  if (context.children.some((child) => child.kind === "if" || child.kind === "limit_except")) return nested;
  if (first !== "=" && first !== "^~" && beatenByRegex(server, path)) return nested;
  const pass = context.directives.find((each) => each.name === "proxy_pass")?.args[0]?.value;
  const proxied = pass === undefined ? null : usesSocket(pass, start.nginx) ? "socket" : "tcp";
  const fails = proxied === null && !has(context, "return") && !has(context, "stub_status");
  if (fails && !isPlain(around)) return nested;
  return [{ port: start.port, host: start.host, path, places: here, proxied, fails }, ...nested];
}

const DETOURS = ["try_files", "rewrite", "internal", "auth_request", "deny", "auth_basic", "empty_gif"];

/** No error page and no silence about missing files on the way. */
export function isPlain(around: readonly NginxContext[]): boolean {
  return around.every((each) => !has(each, "error_page") && !has(each, "log_not_found"));
}

function beatenByRegex(server: NginxContext, path: string): boolean {
  return server.children.some((child) => {
    const [kind, pattern] = child.args;
    if (child.kind !== "location" || kind?.startsWith("~") !== true) return false;
    try {
      return new RegExp(pattern ?? "", kind === "~*" ? "i" : "").test(path);
    } catch {
      return true;
    }
  });
}

function usesSocket(pass: string, nginx: NginxInstance): boolean {
  if (pass.includes("unix:")) return true;
  const name = /^https?:\/\/([\w.-]+)/.exec(pass)?.[1];
  const groups = nginx.root.children.flatMap((each) =>
    each.children.filter((child) => child.kind === "upstream"),
  );
  const group = groups.find((each) => each.args[0] === name);
  return group?.directives.some((each) => each.args[0]?.value.startsWith("unix:")) ?? false;
}

/** Does an error page take over when the backend is gone? */
export function hasErrorPage(nginx: NginxInstance): boolean {
  const open = [nginx.root];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (has(next, "error_page")) return true;
    open.push(...next.children);
  }
  return false;
}

function portOf(server: NginxContext): number {
  return Number(/:(\d+)$/.exec(wordsOf(server, "listen")[0] ?? "")?.[1] ?? 0);
}

function defaultServer(servers: readonly NginxContext[], port: number): NginxContext | undefined {
  const own = servers.filter((server) => portOf(server) === port);
  const marked = own.find((server) =>
    server.directives.some(
      (each) => each.name === "listen" && each.args.some(({ value }) => /^default(_server)?$/.test(value)),
    ),
  );
  return marked ?? own[0];
}

/** As the routes name a server. */
function titleOf(server: NginxContext): string {
  const names = server.directives
    .filter((each) => each.name === "server_name")
    .flatMap((each) => each.args.map((arg) => arg.value))
    .filter((name) => name !== "");
  return names.length > 0 ? names.join(" ") : (wordsOf(server, "listen")[0] ?? "_");
}

function wordsOf(context: NginxContext, name: string): string[] {
  return context.directives
    .filter((each) => each.name === name)
    .flatMap((each) => each.args.slice(0, name === "listen" ? 1 : undefined).map((arg) => arg.value));
}

function has(context: NginxContext, name: string): boolean {
  return context.directives.some((each) => each.name === name);
}

/** The route that holds at the innermost of the places: what has none of its own is as what surrounds it. */
export function nginxRoute(
  routes: readonly Route[],
  event: "nginx.access" | "nginx.error",
  places: readonly Place[],
  level?: "error" | "crit",
): Route | undefined {
  for (const { server, location } of places) {
    const here = routes.filter(
      (route) => route.event === event && route.server === server && route.location === location,
    );
    if (here.length > 0) return here.find((route) => route.level === level) ?? here[0];
  }
  return undefined;
}

import type { EffectiveAccess, NginxContext, NginxInstance } from "../../model/nginx.ts";
import { placeOf, type Sources } from "../places.ts";
import { factJson } from "./fact-json.ts";
import type {
  AccessTarget,
  ErrorTarget,
  LogContext,
  NginxFacts,
  NginxLocation,
  NginxServer,
} from "./facts-result.ts";
import { redact } from "../redact.ts";

/** Locations deeper than this are left out: nobody writes them, and JSON could not be printed. */
const DEPTH = 100;
/** Stands for the path that an unknown build of nginx has compiled in. */
const COMPILED_IN = "(compiled-in path)";

/** One nginx: what is logged where, in main, http, each server and each location, after inheritance. */
export function nginxFacts(nginx: NginxInstance, stack: string, sources: Sources): NginxFacts {
  const contexts = [...httpContexts(nginx.root)];
  const http = contexts.find((context) => context.kind === "http");
  return {
    file: nginx.file,
    stack,
    version: factJson(nginx.version, sources),
    user: factJson(nginx.user, sources),
    formats: nginx.formats.map(({ name, escape, text, at }) => ({
      name,
      escape,
      text,
      at: placeOf(at, sources),
    })),
    main: logContext(nginx.root, sources),
    http: http === undefined ? null : logContext(http, sources),
    servers: contexts
      .filter((context) => context.kind === "server")
      .map((server) => serverFacts(server, sources)),
  };
}

/** The root, `http` blocks and the servers in them; for a fragment, what stands at its top. */
function* httpContexts(root: NginxContext): Generator<NginxContext> {
  yield root;
  for (const child of root.children) {
    if (child.kind === "http" || child.kind === "server") yield child;
    if (child.kind === "http")
      for (const server of child.children) if (server.kind === "server") yield server;
  }
}

function serverFacts(server: NginxContext, sources: Sources): NginxServer {
  const listens = server.directives.filter((directive) => directive.name === "listen");
  const names = server.directives.filter((directive) => directive.name === "server_name");
  return {
    names: names.flatMap((directive) => directive.args.map((arg) => arg.value)),
    listen: listens.map((directive) => directive.args[0]?.value ?? ""),
    defaultServer: listens.some((listen) =>
      listen.args.some((arg) => arg.value === "default_server" || arg.value === "default"),
    ),
    at: placeOf(server.at, sources),
    ...logContext(server, sources),
    locations: locationsOf(server, sources, 0),
  };
}

/** `if` and `limit_except` blocks count as places of their own only where they log differently, which nginx allows in `if in location`. */
function locationsOf(context: NginxContext, sources: Sources, depth: number): NginxLocation[] {
  if (depth > DEPTH) return [];
  const inner = context.children.filter(
    (child) => child.kind === "location" || (child.kind === "if" && child.accessLogs.length > 0),
  );
  return inner.map((location) => ({
    location: location.kind === "if" ? `if ${location.args.join(" ")}` : location.args.join(" "),
    at: placeOf(location.at, sources),
    proxied: redacted(proxiedTo(location)),
    ...logContext(location, sources),
    locations: locationsOf(location, sources, depth + 1),
  }));
}

const PROXYING = new Set(["proxy_pass", "uwsgi_pass", "fastcgi_pass", "scgi_pass", "grpc_pass"]);

/** An address may hold a password. */
function redacted(address: string | null): string | null {
  return address === null ? null : redact(address);
}

function proxiedTo(context: NginxContext): string | null {
  return context.directives.find((directive) => PROXYING.has(directive.name))?.args[0]?.value ?? null;
}

function logContext(context: NginxContext, sources: Sources): LogContext {
  return {
    accessLog: accessTargets(context.effectiveAccess, sources),
    errorLog: errorTargets(context, sources),
  };
}

function accessTargets(access: EffectiveAccess, sources: Sources): "off" | AccessTarget[] {
  switch (access.state) {
    case "off":
      return "off";
    case "unknown":
      return [];
    case "default": {
      return [
        {
          target: access.path ?? COMPILED_IN,
          format: "combined",
          condition: null,
          state: "default",
          at: null,
          inheritedFrom: null,
        },
      ];
    }
    case "set":
      return access.logs.map((log) => ({
        target: log.target.value,
        format: log.formatName,
        condition: log.condition?.value ?? null,
        state: "set",
        at: placeOf(log.at, sources),
        inheritedFrom: access.inheritedFrom,
      }));
  }
}

function errorTargets(context: NginxContext, sources: Sources): ErrorTarget[] {
  return context.effectiveError.map(({ target, level, state, at, inheritedFrom }) => ({
    target: target ?? COMPILED_IN,
    level,
    state,
    at: at === null ? null : placeOf(at, sources),
    inheritedFrom,
  }));
}

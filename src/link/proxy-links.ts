import type { GunicornInstance } from "../model/gunicorn.ts";
import { placeOf, possibleValues } from "../model/fact.ts";
import type { NginxContext, NginxInstance } from "../model/nginx.ts";
import type { Process, ProxyLink } from "../model/stack.ts";
import type { FileSpan } from "../text/span.ts";

export interface LinkRequest {
  readonly nginx: readonly NginxInstance[];
  readonly gunicorn: readonly GunicornInstance[];
  readonly processes: readonly Process[];
  /** Names under which the container of a process is reached, by the name of the process. */
  readonly hosts: (process: string) => readonly string[];
  /** Addresses of sockets that systemd opens for a process. */
  readonly sockets: (process: string) => readonly { readonly address: string; readonly at: FileSpan }[];
}

interface Target {
  readonly from: FileSpan;
  readonly address: string;
}

/** Which `proxy_pass` or `server` of an upstream reaches which gunicorn: by unix socket, by port on this machine, by service name and port. */
export function proxyLinks(request: LinkRequest): ProxyLink[] {
  return request.nginx.flatMap((nginx) => {
    const targets = targetsOf(nginx);
    return targets.flatMap(({ from, address }) =>
      request.gunicorn.flatMap((gunicorn): ProxyLink[] => {
        const found = bindsOf(gunicorn, request).find((bind) =>
          reaches(address, bind.address, request.hosts(gunicorn.name)),
        );
        return found === undefined
          ? []
          : [{ from, nginx: nginx.file, to: gunicorn.name, address, at: found.at }];
      }),
    );
  });
}

function bindsOf(
  gunicorn: GunicornInstance,
  request: LinkRequest,
): { address: string; at: FileSpan | null }[] {
  const sockets = request.sockets(gunicorn.name);
  if (sockets.length > 0) return [...sockets];
  const fact = gunicorn.settings["bind"];
  if (fact === undefined) return [];
  const at = placeOf(fact) ?? null;
  return possibleValues(fact).values.flatMap((value) =>
    Array.isArray(value)
      ? (value as readonly unknown[]).flatMap((each) =>
          typeof each === "string" ? [{ address: each, at }] : [],
        )
      : [],
  );
}

/** Compares an address of nginx with a bind of gunicorn: `hosts` are the names of gunicorn's container. */
function reaches(address: string, bind: string, hosts: readonly string[]): boolean {
  const path = socketPath(address);
  const own = socketPath(bind);
  if (path !== null || own !== null) return path !== null && path === own;
  const there = hostAndPort(address, "80");
  const here = hostAndPort(bind, "8000");
  if (there === null || here === null || there.port !== here.port) return false;
  if (hosts.length > 0) return hosts.includes(there.host);
  return /^(?:127\.\d+\.\d+\.\d+|localhost|\[::1\]|0\.0\.0\.0)$/.test(there.host) || there.host === here.host;
}

function socketPath(address: string): string | null {
  const match = /^unix:(?:\/\/)?(\/[^:]*)/.exec(address);
  return match === null ? null : (match[1] ?? "").replace(/\/+/g, "/");
}

function hostAndPort(address: string, port: string): { host: string; port: string } | null {
  const match = /^(\[[^\]]*\]|[^:[\]]*)(?::(\d+))?$/.exec(address.replace(/^(?:tcp|http):\/\//, ""));
  if (match === null) return null;
  const host = match[1] ?? "";
  return { host: host === "" ? "0.0.0.0" : host.toLowerCase(), port: match[2] ?? port };
}

/** The addresses that an nginx passes requests to: the servers of an upstream that some `proxy_pass` names, and those named at once. */
function targetsOf(nginx: NginxInstance): Target[] {
  const upstreams = new Map<string, Target[]>();
  const passes: { at: FileSpan; host: string }[] = [];
  const waiting: NginxContext[] = [nginx.root];
  for (let context = waiting.pop(); context !== undefined; context = waiting.pop()) {
    const name = context.kind === "upstream" ? context.args[0] : undefined;
    if (name !== undefined) {
      const servers = context.directives.filter(
        (each) => each.name === "server" && each.args[0]?.placeholder === false,
      );
      upstreams.set(
        name,
        servers.map((each) => ({ from: each.at, address: each.args[0]?.value ?? "" })),
      );
    }
    for (const directive of context.directives) {
      const [arg] = directive.args;
      if (directive.name !== "proxy_pass" || arg === undefined || arg.placeholder || arg.value.includes("$"))
        continue;
      const unix = /^https?:\/\/(unix:[^:]*)/.exec(arg.value)?.[1];
      const host = unix ?? /^https?:\/\/([^/]*)/.exec(arg.value)?.[1];
      if (host !== undefined) passes.push({ at: directive.at, host });
    }
    for (const child of context.children.toReversed()) waiting.push(child);
  }
  // Two locations that pass to one upstream reach its servers once.
  return [...new Set(passes.flatMap(({ at, host }) => upstreams.get(host) ?? [{ from: at, address: host }]))];
}

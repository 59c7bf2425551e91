import type { NginxContext, NginxDirective } from "../../src/model/nginx.ts";

/** Where a server listens, as nginx compares addresses: `*:80`, `[::]:80`, `unix:/run/x.sock`, with ` udp` for QUIC. */
export interface Listen {
  readonly key: string;
  readonly isDefault: boolean;
  readonly at: NginxDirective | null;
}

/**
 * The addresses of a server block; null when one of them is not known. A name in place of an address is one nobody can compare.
 * Source: nginx 1.22.1, src/core/ngx_inet.c (ngx_parse_url) and ngx_http_core_module.c (ngx_http_core_server, ngx_http_core_listen).
 */
export function listensOf(server: NginxContext): readonly Listen[] | null {
  const listens: Listen[] = [];
  for (const directive of server.directives) {
    if (directive.name === "include") return null;
    if (directive.name !== "listen") continue;
    const [address, ...options] = directive.args;
    if (address === undefined || directive.args.some((arg) => arg.placeholder)) return null;
    const key = keyOf(address.value);
    if (key === null) return null;
    const words = options.map((option) => option.value);
    const isDefault = words.includes("default_server") || words.includes("default");
    listens.push({ key: words.includes("quic") ? `${key} udp` : key, isDefault, at: directive });
  }
  return listens.length > 0 ? listens : [{ key: "*:80", isDefault: false, at: null }];
}

function keyOf(address: string): string | null {
  if (address.startsWith("unix:")) return address;
  if (/^\d{1,5}$/.test(address)) return `*:${String(Number(address))}`;
  const [, host, port] =
    /^(\*|\d{1,3}(?:\.\d{1,3}){3}|\[[\da-fA-F:.]{1,45}\])(?::(\d{1,5}))?$/.exec(address) ?? [];
  if (host === undefined) return null;
  const name = host === "0.0.0.0" ? "*" : host.toLowerCase();
  return `${name}:${String(Number(port ?? "80"))}`;
}

/** What a person reads for a key: `port 80`, `[::]:80`. */
export function nameOfListen(key: string): string {
  return key.startsWith("*:") ? `port ${key.slice(2)}` : key;
}

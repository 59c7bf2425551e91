import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { MASTER_HOOK, PROBE_ASGI, PROBE_URLS, PROBE_WSGI, STUBS } from "./probe.ts";
import { rewriteIni, rewriteNginx, rewritePython } from "./rewrite.ts";

/** The text files of a stack by path; `nginx.conf` and `gunicorn.conf.py` are found by name. */
export type StackFiles = Readonly<Record<string, string>>;

/** A stack laid out in a folder of its own: nothing outside of it is written, only 127.0.0.1 is listened on. */
export interface Scratch {
  readonly root: string;
  /** The files of the stack, where gunicorn runs. */
  readonly site: string;
  readonly nginxConf: string | null;
  readonly gunicornConf: string | null;
  readonly supervisordConf?: string | null;
  readonly gunicornPort: number;
  readonly syslogPort: number;
  readonly mailPort?: number;
  /** The free ports that stand for those written in nginx.conf. */
  readonly ports: ReadonlyMap<string, number>;
  /** True when nginx reaches gunicorn through a socket file. */
  readonly socket: string | null;
  readonly masterMarker: string;
}

/** Lays the files out; `name` becomes part of the folder's name. */
export async function layOut(files: StackFiles): Promise<Scratch> {
  const root = mkdtempSync(join(tmpdir(), "loglint-reality-"));
  const site = join(root, "site");
  const gunicornPort = await freePort();
  const syslogPort = await freePort();
  const mailPort = await freePort();
  const masterMarker = `MARK-master-${String(gunicornPort)}`;
  const nginxName = Object.keys(files).find((name) => /(?:^|\/)nginx\.conf$/.test(name)) ?? null;
  const gunicornName =
    Object.keys(files).find((name) => /(?:^|\/)gunicorn\w*\.(?:conf\.)?py$/.test(name)) ?? null;
  const supervisorName = Object.keys(files).find((name) => /(?:^|\/)supervisord?\.conf$/.test(name)) ?? null;
  const ports = new Map<string, number>();
  for (const text of Object.values(files)) {
    for (const match of text.matchAll(/(?:^|[{;])\s*listen\s+(?:[\w.*[\]:]*:)?(\d+)/gm)) {
      const port = match[1] ?? "";
      if (!ports.has(port)) ports.set(port, await freePort());
    }
  }
  const around = { root, nginxHome: join(site, dirname(nginxName ?? "nginx.conf")), gunicornPort, ports };
  for (const folder of [
    "var/log/nginx",
    "var/log/gunicorn",
    "stdio",
    "childlogs",
    "mail",
    "run",
    "nginx/html",
    "site/logs",
  ])
    mkdirSync(join(root, folder), { recursive: true });
  const socket = Object.values(files).some((text) => /(?:server|proxy_pass)\s+\S*unix:/.test(text))
    ? join(root, "run", "gunicorn.sock")
    : null;
  for (const [name, text] of Object.entries(files)) {
    const path = join(site, name);
    mkdirSync(dirname(path), { recursive: true });
    const local = text.replaceAll("@SYSLOG@", String(syslogPort));
    let written = name.endsWith(".py")
      ? rewritePython(local, around)
      : isIni(name)
        ? rewriteIni(local, around)
        : /\.conf$|sites-|conf\.d/.test(name)
          ? rewriteNginx(local, around, name === nginxName)
          : local;
    written = written.replaceAll("@ROOT@", root);
    if (name === gunicornName && !/^def when_ready/m.test(text)) written += MASTER_HOOK(masterMarker);
    writeFileSync(path, written);
    for (const match of written.matchAll(/["'\s=:](\/[\w./-]+\/)[\w.-]+(?=["'\s;]|$)/g)) {
      if (match[1]?.startsWith(root) === true) mkdirSync(match[1], { recursive: true });
    }
  }
  for (const name of ["mime.types", "proxy_params"]) {
    const path = join(around.nginxHome, name);
    if (nginxName !== null && !existsSync(path)) writeFileSync(path, "");
  }
  const probes = {
    "probe_wsgi.py": PROBE_WSGI,
    "probe_asgi.py": PROBE_ASGI,
    "probe_urls.py": PROBE_URLS,
    ...STUBS,
  };
  mkdirSync(join(root, "probe"));
  for (const [name, text] of Object.entries(probes)) writeFileSync(join(root, "probe", name), text);
  return {
    root,
    site,
    nginxConf: nginxName === null ? null : join(site, nginxName),
    gunicornConf: gunicornName === null ? null : join(site, gunicornName),
    supervisordConf: supervisorName === null ? null : join(site, supervisorName),
    gunicornPort,
    syslogPort,
    mailPort,
    ports,
    socket,
    masterMarker,
  };
}

/** supervisor's files and systemd's units. */
function isIni(name: string): boolean {
  return /supervisor[^/]*\.(?:conf|ini)$|supervisor[^/]*\/[^/]*\.(?:conf|ini)$|\.(?:service|socket)$/.test(
    name,
  );
}

/** The text files below a folder, by path; large and binary ones are left out. */
export function filesBelow(folder: string): StackFiles {
  const files: Record<string, string> = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || /\/(?:\.git|node_modules|__pycache__)\//.test(path)) continue;
    if (statSync(path).size > 1_000_000) continue;
    const text = readFileSync(path, "utf8");
    if (!text.includes("\0")) files[relative(folder, path)] = text;
  }
  return files;
}

const given = new Set<number>();

/** A free port of 127.0.0.1, another one each time: it may be listened on only later. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = await unusedPort();
    if (given.has(port)) continue;
    given.add(port);
    return port;
  }
}

function unusedPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => {
        resolve(port);
      });
    });
  });
}

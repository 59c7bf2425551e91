/**
 * Writes src/loaders/nginx/directives.data.ts: which directive is allowed where, with how many arguments.
 * Contexts: the union of @nginx/reference-lib (nginx's own documentation as data, Apache-2.0) and of what the installed
 * nginx accepts. Argument counts, flags and "only once": asked from the installed nginx, one `nginx -t` per question.
 *
 *   npx esbuild scripts/generate-nginx-directives.ts --bundle --platform=node --format=esm --packages=external --outfile=scripts/.generate.mjs
 *   node scripts/.generate.mjs
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getDirectives } from "@nginx/reference-lib";

const NGINX = "/usr/sbin/nginx";
const OUT = "src/loaders/nginx/directives.data.ts";

/** A configuration with a hole for one directive, by our name of the context. */
const PROBES: Record<string, (hole: string) => string> = {
  main: (hole) => `${hole}\nevents {}\n`,
  events: (hole) => `events { ${hole} }\n`,
  http: (hole) => `events {}\nhttp { ${hole} }\n`,
  server: (hole) => `events {}\nhttp { server { ${hole} } }\n`,
  "server-if": (hole) => `events {}\nhttp { server { if ($host) { ${hole} } } }\n`,
  location: (hole) => `events {}\nhttp { server { location / { ${hole} } } }\n`,
  "location-if": (hole) => `events {}\nhttp { server { location / { if ($host) { ${hole} } } } }\n`,
  limit_except: (hole) => `events {}\nhttp { server { location / { limit_except GET { ${hole} } } } }\n`,
  upstream: (hole) => `events {}\nhttp { upstream u { ${hole} } }\n`,
};

/** Values tried, in order, until one is accepted, to see whether a second one is refused as a duplicate. */
const VALUES = [
  "on",
  "1",
  "1m",
  "1s",
  "/x",
  "text/plain",
  "a",
  "error",
  "$uri",
  "1 1",
  "a b",
  "/x a",
  "4 1k",
];

interface Row {
  contexts: Set<string>;
  args: Set<number>;
  block: boolean;
  flag: boolean;
  once: boolean;
}

const scratch = mkdtempSync(join(tmpdir(), "loglint-directives-"));
mkdirSync(join(scratch, "logs"));

function ask(text: string): string {
  const file = join(scratch, "t.conf");
  writeFileSync(file, `pid ${scratch}/pid;\n${text}`);
  const run = spawnSync(NGINX, ["-t", "-e", "stderr", "-p", scratch, "-c", file], {
    encoding: "utf8",
    timeout: 10_000,
  });
  return run.stderr;
}

function documented(): Map<string, Row> {
  const rows = new Map<string, Row>();
  for (const directive of getDirectives()) {
    const row = rows.get(directive.name) ?? {
      contexts: new Set(),
      args: new Set(),
      block: false,
      flag: false,
      once: false,
    };
    rows.set(directive.name, row);
    for (const context of directive.contexts) {
      for (const name of contextNames(context, directive.module)) row.contexts.add(name);
    }
    if (directive.isBlock) row.block = true;
  }
  return rows;
}

function contextNames(context: string, module: string): string[] {
  const family = /^ngx_(stream|mail)_/.exec(module)?.[1];
  const core = module === "Core functionality" || module === "ngx_otel_module";
  switch (context) {
    case "":
      return [];
    case "server":
      if (family !== undefined) return [`${family}-server`];
      return core ? ["server", "stream-server", "mail-server"] : ["server"];
    case "upstream":
      return family === "stream" ? ["stream-upstream"] : ["upstream"];
    case "if":
      return ["server-if", "location-if"];
    case "if in location":
      return ["location-if"];
    default:
      return [context];
  }
}

function probe(name: string, row: Row): void {
  let unknown = true;
  for (const context of Object.keys(PROBES)) {
    const fill = PROBES[context];
    if (fill === undefined) continue;
    const answer = ask(fill(`${name};`));
    if (answer.includes(`unknown directive "${name}"`)) return;
    unknown = false;
    if (answer.includes(`"${name}" directive is not allowed here`)) continue;
    row.contexts.add(context);
    if (row.args.size === 0) probeArguments(name, row, fill);
  }
  if (unknown) throw new Error(`nothing is known of ${name}`);
}

function probeArguments(name: string, row: Row, fill: (hole: string) => string): void {
  if (ask(fill(`${name} zzz;`)).includes(`directive "${name}" has no opening "{"`)) row.block = true;
  const end = row.block ? "{}" : ";";
  for (let count = 0; count <= 8; count++) {
    const answer = ask(fill(`${name}${" zzz".repeat(count)} ${end}`));
    if (!answer.includes(`invalid number of arguments in "${name}" directive`)) row.args.add(count);
    if (count === 1 && answer.includes('it must be "on" or "off"')) row.flag = true;
  }
  if (row.block) return;
  for (const value of row.flag ? ["on"] : VALUES) {
    if (ask(fill(`${name} ${value};`)).includes("[emerg]") && !row.flag) continue;
    row.once = ask(fill(`${name} ${value}; ${name} ${value};`)).includes(`"${name}" directive is duplicate`);
    return;
  }
}

function counts(args: ReadonlySet<number>): string {
  const sorted = [...args].sort((a, b) => a - b);
  const first = sorted[0];
  const last = sorted.at(-1);
  if (first === undefined || last === undefined) return "?";
  if (last - first + 1 !== sorted.length) return sorted.join(",");
  if (last === 8) return `${first}+`;
  return first === last ? String(first) : `${first}-${last}`;
}

const rows = documented();
for (const [name, row] of rows) probe(name, row);
rmSync(scratch, { recursive: true });

const groups = new Map<string, string[]>();
for (const [name, row] of [...rows].sort(([a], [b]) => (a < b ? -1 : 1))) {
  const kinds = [row.block ? "block" : "", row.flag ? "flag" : "", row.once ? "once" : ""].filter(
    (kind) => kind !== "",
  );
  const key = JSON.stringify([[...row.contexts].sort().join(" "), counts(row.args), kinds.join(" ")]);
  groups.set(key, [...(groups.get(key) ?? []), name]);
}
const version = /nginx\/([\d.]+)/.exec(spawnSync(NGINX, ["-v"], { encoding: "utf8" }).stderr)?.[1] ?? "?";
const lines = [...groups]
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([key, names]) => {
    return `  [${key.slice(1, -1)}, ${JSON.stringify(names.join(" "))}],`;
  });
writeFileSync(
  OUT,
  `/**
 * Generated by scripts/generate-nginx-directives.ts from @nginx/reference-lib 1.1.41 (Apache-2.0, nginx's documentation
 * as data) and from nginx ${version} itself; do not edit. Each row: contexts, number of arguments ("?" where the installed
 * nginx does not know the directive), kinds, names. Contexts are the union over versions.
 */
export const DIRECTIVE_ROWS: readonly (readonly [contexts: string, args: string, kinds: string, names: string])[] = [
${lines.join("\n")}
];
`,
);

import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { loadStack, memoryFileSystem, type LoadedStacks } from "../../src/index.ts";
import { imageFiles } from "../../src/loaders/images/find-image.ts";
import { certainValue } from "../../src/model/fact.ts";
import type { NginxInstance } from "../../src/model/nginx.ts";
import { realProgram } from "../real-programs.ts";
import { FIXTURES, shareOf } from "./fixtures.ts";
import { rendered } from "./rendered-role.ts";

const nginx = realProgram("nginx");

const scratch = mkdtempSync(join(tmpdir(), "loglint-nginx-"));
afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
});

/** Values for the `${NAME}` of envsubst templates. */
const GIVEN: Readonly<Record<string, string>> = { UPSTREAM: "web:8000", NGINX_PORT: "8080" };

/** What else lies on the server, and the configuration that includes it; of the platform where it is not in the repository. */
const SURROUNDINGS: Readonly<Record<string, (root: string) => string>> = {
  "elastic-beanstalk": (root) =>
    `events {} pid ${root}/run/nginx.pid; http { access_log off; include ${root}/etc/nginx/conf.d/*.conf; server { include ${root}/etc/nginx/conf.d/elasticbeanstalk/*.conf; } }\n`,
};

function filesOf(name: string): Record<string, string> {
  const root = `fixtures/${name}`;
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    entries.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [relative(root, path), readFileSync(path, "utf8")];
    }),
  );
}

/** Where a file of the repository lies on the server; `nginx -T` shows afterwards that it is read there. */
function placeOnServer(instance: NginxInstance, file: string): string {
  if (file === instance.file && instance.scope === "main") return "/etc/nginx/nginx.conf";
  const path = file
    .replace(/^[^/]*:/, "")
    .replace(/^.*etc\/nginx\//, "/etc/nginx/")
    .replace(/^\.platform\/nginx\//, "/etc/nginx/")
    // A site is enabled by a link.
    .replace("/sites-available/", "/sites-enabled/");
  if (path.startsWith("/")) return path;
  const [folder = "", base = ""] = path.split("/").slice(-2);
  const kept = ["conf.d", "sites", "sites-enabled", "snippets"].includes(folder) ? folder : "conf.d";
  return `/etc/nginx/${kept}/${(base || folder).replace(/\.(?:template|j2)$/, "").replace(/(\.conf)?$/, ".conf")}`;
}

/** The main file of Debian's package, as it is installed here, or of nginx.org's image. */
function mainOfImage(instance: NginxInstance): string {
  if (certainValue(instance.build) !== "nginx.org") return readFileSync("/etc/nginx/nginx.conf", "utf8");
  return imageFiles("nginx").find(({ path }) => path === "/etc/nginx/nginx.conf")?.text ?? "";
}

/** The nginx text of a file; of a manifest that holds one, the text in it. */
function nginxText(loaded: LoadedStacks, instance: NginxInstance, file: string): string {
  if (instance.imageFiles?.includes(file) === true) return mainOfImage(instance);
  const text = loaded.sources.get(file)?.text ?? "";
  if (!file.endsWith(".yaml")) return text;
  const spans = [
    ...instance.root.directives.map(({ at }) => at),
    ...instance.root.children.map(({ block }) => block),
  ].filter((at) => at.file === file);
  return text.slice(Math.min(...spans.map(({ start }) => start)), Math.max(...spans.map(({ end }) => end)));
}

/**
 * The text with what only the server has replaced: paths lie below the scratch folder, ports are unprivileged ones on the
 * loopback, hosts that do not resolve here are 127.0.0.1, users that do not exist are nobody, and there are no certificates.
 */
function movedTo(root: string, text: string): string {
  return text
    .replace(/\$\{([A-Z_]+)\}/g, (_, name: string) => GIVEN[name] ?? "site.example")
    .replace(/(^|[\s:"'=])\/(etc|var|run|srv|dev|tmp|opt|usr|webapps)\//g, `$1${root}/$2/`)
    .replace(/(\blisten\s+)(?:\S*:)?(\d+)\b/g, (_, listen: string, port: string) => {
      return `${listen}127.0.0.1:${String(20_000 + (Number(port) % 20_000))}`;
    })
    .replace(/(\bserver\s+|http:\/\/)[a-z][\w.-]*(:\d+)/g, "$1127.0.0.1$2")
    .replace(/(\blisten\s[^;]*?)\s+ssl\b/g, "$1")
    .replace(/^\s*ssl_(?:certificate|certificate_key|dhparam)\s[^;]*;/gm, "")
    .replace(/^(\s*user\s+)\S+;/m, "$1nobody nogroup;");
}

interface Verdict {
  readonly accepts: boolean;
  readonly said: string;
  /** The files that it read, by their place on the server. */
  readonly read: readonly string[];
}

let runs = 0;

function realVerdict(name: string, loaded: LoadedStacks, instance: NginxInstance): Verdict {
  const root = join(scratch, String(runs++));
  for (const folder of [
    "var/log/nginx",
    "var/log/portal",
    "webapps/archive/logs",
    "var/run",
    "dev",
    "run",
    "tmp",
    "etc/nginx/conf.d",
  ])
    mkdirSync(join(root, folder), { recursive: true });
  copyFileSync("/etc/nginx/mime.types", join(root, "etc/nginx/mime.types"));
  copyFileSync("/etc/nginx/proxy_params", join(root, "etc/nginx/proxy_params"));
  // Certbot writes it beside the certificates.
  mkdirSync(join(root, "etc/letsencrypt"), { recursive: true });
  writeFileSync(join(root, "etc/letsencrypt/options-ssl-nginx.conf"), "ssl_session_timeout 1440m;\n");
  const main = join(root, "etc/nginx/nginx.conf");
  const others = SURROUNDINGS[name] === undefined ? [] : instancesIn(loaded).flatMap(({ files }) => files);
  if (instance.scope !== "main") {
    const include = `include ${root}/etc/nginx/conf.d/*.conf; include ${root}/etc/nginx/sites-enabled/*;`;
    const inside = instance.scope === "http" ? include : `server { ${include} }`;
    const bare = `events {} pid ${root}/run/nginx.pid; http { access_log off; ${inside} }\n`;
    writeFileSync(main, SURROUNDINGS[name]?.(root) ?? bare);
  }
  for (const file of new Set([...instance.files, ...others])) {
    const place = join(root, placeOnServer(instance, file));
    mkdirSync(dirname(place), { recursive: true });
    const text = nginxText(loaded, instance, file);
    const final = file.endsWith(".j2")
      ? rendered(text, `fixtures/${name}/${dirname(dirname(file))}/defaults/main.yml`)
      : text;
    if (!place.endsWith("/mime.types")) writeFileSync(place, movedTo(root, final));
  }
  const run = spawnSync(nginx!, ["-T", "-e", join(root, "error.log"), "-p", root, "-c", main], {
    encoding: "utf8",
  });
  const read = [...run.stdout.matchAll(/^# configuration file (.*):$/gm)].map((match) =>
    match[1]!.replace(root, ""),
  );
  return { accepts: run.status === 0, said: run.stderr.replaceAll(root, ""), read };
}

function loadFiles(files: Readonly<Record<string, string>>): LoadedStacks {
  return loadStack({ fs: memoryFileSystem(files), paths: ["."] });
}

/** Ends of files, good and bad: what is written into each file before its last brace, or after all. */
const CHANGES: readonly { readonly title: string; readonly change: (text: string) => string }[] = [
  { title: "as it is", change: (text) => text },
  {
    title: "the last brace is missing",
    change: (text) => {
      const last = lastBrace(text);
      return last < 0 ? text : text.slice(0, last) + text.slice(last + 1);
    },
  },
  { title: "a brace too many", change: (text) => `${text}\n}\n` },
  {
    title: "the last semicolon is missing",
    change: (text) => `${text}\nerror_log /var/log/nginx/x.log warn`,
  },
  { title: "an unclosed quote", change: (text) => `${text}\nerror_log "/var/log/nginx/x.log warn;\n` },
  { title: "a known level", change: (text) => within(text, "error_log /var/log/nginx/x.log notice;") },
  { title: "no such level", change: (text) => within(text, "error_log /var/log/nginx/x.log loud;") },
  {
    title: "the built-in format",
    change: (text) => within(text, "access_log /var/log/nginx/x.log combined;"),
  },
  { title: "no such format", change: (text) => within(text, "access_log /var/log/nginx/x.log nowhere;") },
  {
    title: "a wrong buffer",
    change: (text) => within(text, "access_log /var/log/nginx/x.log combined buffer=;"),
  },
  { title: "a log without a path", change: (text) => within(text, "access_log;") },
  {
    title: "a path without a word end",
    change: (text) => within(text, 'access_log "/var/log/nginx/x.log"x;'),
  },
];

/** Where the last block ends; the braces of a template's own words are none of nginx's. */
function lastBrace(text: string): number {
  return [...text.matchAll(/(?<![%}])\}(?!\})/g)].at(-1)?.index ?? -1;
}

/** Into the last block, except that of a map, whose words are no directives. */
function within(text: string, line: string): string {
  const last = lastBrace(text);
  if (last < 0 || /\bmap\s[^}]*$/.test(text.slice(0, last))) return `${text}\n${line}\n`;
  return `${text.slice(0, last)}\n${line}\n${text.slice(last)}`;
}

describe.skipIf(nginx === null)("nginx -t accepts and refuses every fixture as loglint does", () => {
  const counts = { accepted: 0, refused: 0, unknown: 0, instances: 0 };
  afterAll(() => {
    console.info(
      `nginx: ${String(counts.instances)} instances, as written and changed: ${String(counts.accepted)} accepted and ${String(counts.refused)} refused, ${shareOf({ known: counts.accepted + counts.refused, unknown: counts.unknown })}`,
    );
  });

  it.each(FIXTURES)("fixtures/%s", (name) => {
    const files = filesOf(name);
    const wrong: string[] = [];
    for (const { file: main, files: parts } of instancesIn(loadFiles(files))) {
      counts.instances++;
      const own = parts.filter((part) => part in files && !part.endsWith(".yaml"));
      const cases = own.flatMap((part) => CHANGES.map((change) => ({ part, ...change })));
      const asItIs = { part: main, ...CHANGES[0]! };
      for (const { part, title, change } of own.length === 0 ? [asItIs] : cases) {
        const loaded = loadFiles({ ...files, [part]: change(files[part] ?? "") });
        const instance = instancesIn(loaded).find(({ file }) => file === main);
        if (instance === undefined) {
          wrong.push(`${part}, ${title}: no longer read as nginx`);
          continue;
        }
        const real = realVerdict(name, loaded, instance);
        const accepts = instance.problems.length === 0;
        if (accepts && !real.accepts && title === "no such format" && isOpen(instance)) {
          counts.unknown++;
          continue;
        }
        // What a template's blocks may still close is left open.
        if (accepts && /unexpected/.test(real.said) && part.endsWith(".j2")) {
          counts.unknown++;
          continue;
        }
        if (real.accepts) counts.accepted++;
        else counts.refused++;
        const messages = instance.problems.map(({ message }) => message).join("; ");
        if (accepts !== real.accepts)
          wrong.push(`${part}, ${title}: nginx says ${real.said}; ours: ${messages || "accepted"}`);
        if (!real.accepts) continue;
        const places = instance.files.map((file) => placeOnServer(instance, file));
        if (instance.scope !== "main") places.unshift("/etc/nginx/nginx.conf");
        const ours = places.filter(isOfTheSite).join(" ");
        const isShown = (place: string): boolean =>
          isOfTheSite(place) && (SURROUNDINGS[name] === undefined || places.includes(place));
        const theirs = real.read.filter(isShown).join(" ");
        if (ours !== theirs) wrong.push(`${part}, ${title}: nginx reads ${theirs}; ours ${ours}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it("sees both verdicts often", () => {
    expect(counts.instances).toBeGreaterThanOrEqual(12);
    expect(counts.accepted).toBeGreaterThan(50);
    expect(counts.refused).toBeGreaterThan(50);
  });
});

/** Something outside of what was read may define formats. */
function isOpen({ scope, complete }: NginxInstance): boolean {
  return scope !== "main" || !complete;
}

/** Files that Debian's package and certbot bring are not in the fixtures. */
function isOfTheSite(place: string): boolean {
  return ![
    "/etc/nginx/mime.types",
    "/etc/nginx/proxy_params",
    "/etc/letsencrypt/options-ssl-nginx.conf",
  ].includes(place);
}

function instancesIn(loaded: LoadedStacks): NginxInstance[] {
  return loaded.stacks.flatMap((stack) => stack.nginx);
}

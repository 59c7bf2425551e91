/**
 * Speed and peak memory of the nginx reader beside nginx-conf and `nginx -t`:
 *
 *   npx esbuild scripts/bench-nginx-reader.ts --bundle --platform=node --format=esm --external:nginx-conf --outfile=node_modules/.cache/bench-nginx-reader.mjs
 *   node node_modules/.cache/bench-nginx-reader.mjs [megabytes...]
 *
 * Each measurement is a process of its own; of three runs the fastest counts (one of nginx).
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readNginx } from "../src/read/nginx/read-nginx.ts";
import type { Directive } from "../src/read/nginx/tree.ts";

interface Measured {
  readonly milliseconds: number;
  readonly peakMegabytes: number;
  /** Directives in the tree: proof that all was read. */
  readonly directives: number | null;
}

const RUNS = 3;
const MEGABYTE = 1024 * 1024;
const readers = ["none", "loglint", "loglint, all words", "nginx-conf"] as const;
type Reader = (typeof readers)[number];

const [mode, file, megabytes] = process.argv.slice(2);
const asked = readers.find((reader) => reader === mode);
if (mode === "generate" && file !== undefined)
  writeFileSync(file, configuration(Number(megabytes) * MEGABYTE));
else if (asked !== undefined && file !== undefined) console.log(JSON.stringify(measure(asked, file)));
else bench(process.argv.slice(2).map(Number));

function bench(sizes: readonly number[]): void {
  const directory = mkdtempSync(join(tmpdir(), "bench-nginx-"));
  const rows = [
    `| input | reader | time | MB/s | peak RSS | peak / input | directives |`,
    `|---|---|---|---|---|---|---|`,
  ];
  try {
    for (const size of sizes.length > 0 ? sizes : [1, 10, 100]) {
      const text = configuration(size * MEGABYTE);
      const path = join(directory, "sites.conf");
      writeFileSync(path, text);
      for (const reader of readers)
        rows.push(
          row(
            size,
            reader,
            best(() => inChild(reader, path)),
          ),
        );
      rows.push(row(size, "nginx -t", nginxTest(directory, path)));
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
  console.log(rows.join("\n"));
}

function row(size: number, reader: string, measured: Measured | null): string {
  if (measured === null) return `| ${size} MB | ${reader} | failed | | | | |`;
  const { milliseconds, peakMegabytes, directives } = measured;
  const speed = reader === "none" ? "" : ((size * 1000) / milliseconds).toFixed(0);
  const peak = peakMegabytes.toFixed(0);
  const ratio = (peakMegabytes / size).toFixed(1);
  return `| ${size} MB | ${reader} | ${milliseconds.toFixed(0)} ms | ${speed} | ${peak} MB | ${ratio} | ${directives ?? ""} |`;
}

function best(run: () => Measured | null): Measured | null {
  let fastest: Measured | null = null;
  for (let i = 0; i < RUNS; i++) {
    const measured = run();
    if (measured !== null && (fastest === null || measured.milliseconds < fastest.milliseconds))
      fastest = measured;
  }
  return fastest;
}

function inChild(reader: Reader, path: string): Measured | null {
  const options = ["--max-old-space-size=6000", fileURLToPath(import.meta.url), reader, path];
  const child = spawnSync(process.execPath, options, { encoding: "utf8", timeout: 300_000 });
  return child.status === 0 ? (JSON.parse(child.stdout) as Measured) : null;
}

function measure(reader: Reader, path: string): Measured {
  const text = readFileSync(path, "utf8");
  const require = createRequire(import.meta.url);
  const parser =
    reader === "nginx-conf" ? (require("nginx-conf/dist/src/parser.js") as NginxConfParser) : null;
  const started = performance.now();
  let directives: number | null = null;
  if (parser !== null) {
    new parser.NginxParser().parse(text, (error, tree) => {
      if (error instanceof Error) throw error;
      directives = countConf(tree);
    });
  } else if (reader !== "none") {
    const read = readNginx(text);
    if (read.errors.length > 0) throw new Error(read.errors[0]?.message);
    directives = count(read.directives, reader === "loglint, all words");
  }
  const milliseconds = performance.now() - started;
  return { milliseconds, peakMegabytes: process.resourceUsage().maxRSS / 1024, directives };
}

interface ConfTree {
  readonly children?: readonly ConfTree[];
}
interface NginxConfParser {
  readonly NginxParser: new () => {
    parse(text: string, done: (error: unknown, tree: ConfTree) => void): void;
  };
}

function countConf(tree: ConfTree): number {
  return (tree.children ?? []).reduce((sum, child) => sum + 1 + countConf(child), 0);
}

/** Counts directives; with `words`, also makes every name, value and span. */
function count(directives: readonly Directive[], words: boolean): number {
  let sum = directives.length;
  for (const directive of directives) {
    if (words) {
      if (directive.name.length + directive.nameSpan.start < 0) sum++;
      for (const arg of directive.args) if (arg.value.length + arg.span.end < 0) sum++;
    }
    if (directive.block !== null) sum += count(directive.block, words);
  }
  return sum;
}

function nginxTest(directory: string, included: string): Measured | null {
  const main = join(directory, "nginx.conf");
  writeFileSync(
    main,
    `pid ${join(directory, "pid")};\nerror_log stderr;\nevents {}\nhttp {\naccess_log off;\nserver_names_hash_max_size 1000000;\nserver_names_hash_bucket_size 128;\nkeepalive_requests 10;\ninclude ${included};\n}\n`,
  );
  const started = performance.now();
  const child = spawnSync("/usr/bin/env", ["time", "-f", "%M", "nginx", "-t", "-q", "-c", main], {
    encoding: "utf8",
    timeout: 300_000,
    env: { ...process.env, PATH: `${process.env["PATH"] ?? ""}:/usr/sbin` },
  });
  const milliseconds = performance.now() - started;
  if (child.status !== 0) {
    console.error(child.stderr.slice(0, 300));
    return null;
  }
  return {
    milliseconds,
    peakMegabytes: Number(child.stderr.trim().split("\n").at(-1)) / 1024,
    directives: null,
  };
}

/** About `bytes` of sites as projects write them: comments, proxies, static files, log formats, redirects. */
function configuration(bytes: number): string {
  const parts: string[] = [];
  for (let size = 0, site = 0; size < bytes; site++) {
    const text = siteText(site);
    parts.push(text);
    size += text.length;
  }
  return parts.join("");
}

function siteText(site: number): string {
  return `
# Site ${site}: Django behind gunicorn
upstream app_${site} {
    # fail_timeout=0 means we always retry an upstream even if it failed
    server unix:/run/gunicorn/site${site}.sock fail_timeout=0;
    server 127.0.0.1:8000;
    keepalive 32;
}

log_format site_${site} '$remote_addr - $remote_user [$time_local] "$request" '
                        '$status $body_bytes_sent "$http_referer" '
                        '"$http_user_agent" "$http_x_forwarded_for" $request_time';

server {
    listen 127.0.0.1:8080;
    server_name site${site}.example.com www.site${site}.example.com;
    client_max_body_size 4G;
    keepalive_timeout 5;

    # path for static files
    root /srv/site${site}/static;

    access_log /dev/null site_${site};
    error_log stderr warn;

    add_header Strict-Transport-Security "max-age=31536000; includeSubDomains" always;
    add_header X-Frame-Options DENY;
    add_header Content-Security-Policy "default-src 'self'; img-src 'self' data:; script-src 'self'";

    location / {
        # checks for static file, if not found proxy to app
        try_files $uri @proxy_to_app;
    }

    location ~* \\.(?:css|js|jpg|jpeg|gif|png|ico|svg|woff2?)$ {
        expires 30d;
        access_log off;
        add_header Cache-Control "public, immutable";
    }

    location = /healthz {
        access_log off;
        return 200 "ok\\n";
    }

    location @proxy_to_app {
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_set_header X-Forwarded-Proto $scheme;
        proxy_set_header Host $http_host;
        # we don't want nginx trying to do something clever with
        # redirects, we set the Host: header above already.
        proxy_redirect off;
        proxy_connect_timeout 10s;
        proxy_read_timeout 120s;
        proxy_pass http://app_${site};
    }

    error_page 500 502 503 504 /500.html;
    location = /500.html {
        root /srv/site${site}/static;
        internal;
    }
}
`;
}

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadNginx, type NginxRequest } from "../../../src/loaders/nginx/load-nginx.ts";
import { contextsOf } from "../../../src/model/nginx-contexts.ts";
import type { NginxContext, NginxInstance } from "../../../src/model/nginx.ts";
import { memoryFileSystem } from "../../../src/text/memory-file-system.ts";

function load(files: Record<string, string>, request: Partial<NginxRequest> = {}): NginxInstance {
  const file = Object.keys(files)[0] ?? "nginx.conf";
  return loadNginx({ fs: memoryFileSystem(files), file, ...request });
}

function messages(instance: NginxInstance): string[] {
  return instance.problems.map((problem) => problem.message);
}

function find(instance: NginxInstance, name: string, ...args: string[]): NginxContext {
  const found = contextsOf(instance).find(
    ({ context }) => context.name === name && args.every((arg, i) => context.args[i] === arg),
  );
  if (found === undefined) throw new Error(`no ${name} ${args.join(" ")}`);
  return found.context;
}

describe("the scope of a file", () => {
  it.each([
    ["main", "events {}\nhttp {}"],
    ["http", "server { listen 80; }"],
    ["http", "log_format main '$uri';"],
    ["http", "upstream a { server 127.0.0.1:1; }\nserver { location / { proxy_pass http://a; } }"],
    ["server", "listen 80;\nserver_name a;"],
    ["server", "location / { return 200; }\nserver_name a;"],
    ["location", "proxy_set_header Host $host;\nproxy_pass http://a;"],
    ["stream", "server { listen 5432; proxy_pass db:5432; }"],
  ] as const)("is %s", (scope, text) => {
    expect(load({ "a.conf": text }).scope).toBe(scope);
    expect(messages(load({ "a.conf": text }))).toEqual([]);
  });
});

describe("what takes effect", () => {
  it("is unknown in a fragment that writes nothing, and known below what it writes", () => {
    const vhost = load({
      "a.conf":
        "server { location / { proxy_pass http://a; } location /api { access_log /a.log; location /api/x { } } }",
    });
    expect(find(vhost, "location", "/").effectiveAccess.state).toBe("unknown");
    expect(find(vhost, "location", "/api/x").effectiveAccess).toMatchObject({
      state: "set",
      inheritedFrom: "location",
    });
    expect(find(vhost, "server").effectiveError).toEqual([]);
  });

  it("is the compiled-in path of the build where nothing is written", () => {
    const text = "events {}\nhttp { server { } }";
    expect(find(load({ "nginx.conf": text }, { build: "source" }), "server").effectiveAccess).toEqual({
      state: "default",
      path: "/usr/local/nginx/logs/access.log",
    });
    expect(find(load({ "nginx.conf": text }), "server").effectiveAccess).toEqual({
      state: "default",
      path: null,
    });
    const debian = load({ "nginx.conf": `include /etc/nginx/modules-enabled/*.conf;\n${text}` });
    expect(find(debian, "server").effectiveAccess).toEqual({
      state: "default",
      path: "/var/log/nginx/access.log",
    });
  });

  it("is unknown where an include could not be read, unless the level has its own log", () => {
    const text =
      "events {}\nhttp { include /etc/nginx/conf.d/*.conf; server { } server { access_log off; } }";
    const servers = contextsOf(load({ "nginx.conf": text })).filter(
      ({ context }) => context.kind === "server",
    );
    expect(servers.map(({ context }) => context.effectiveAccess.state)).toEqual(["unknown", "off"]);
  });

  it("of error_log keeps the compiled-in file beside a syslog target of the main level, and stderr stands alone", () => {
    const targets = (first: string): (string | null)[] =>
      load({ "nginx.conf": `${first}\nevents {}` }, { build: "nginx.org" }).root.effectiveError.map(
        (log) => log.target,
      );
    expect(targets("error_log syslog:server=10.0.0.1;")).toEqual([
      "syslog:server=10.0.0.1",
      "/var/log/nginx/error.log",
    ]);
    expect(targets("error_log stderr info;")).toEqual(["stderr"]);
    expect(targets("")).toEqual(["/var/log/nginx/error.log"]);
  });

  it("in stream is nothing unless it is written", () => {
    const stream = load({ "nginx.conf": "events {}\nstream { server { listen 1; proxy_pass a:1; } }" });
    expect(find(stream, "server").effectiveAccess).toMatchObject({ state: "set", logs: [] });
  });
});

describe("problems", () => {
  it("are silent on newer and foreign directives, templates and unknown formats of fragments", () => {
    const text =
      "http2 on;\nserver { listen 443 quic; http3 on; brotli on; naxsi_foo; zstd_types a; location / { more_set_headers a; access_log {{ log }} main; gzip {{ gzip }}; } }";
    expect(messages(load({ "a.conf": text }))).toEqual([]);
    const plus =
      "events {}\nhttp { server { listen 80; location / { js_content main.hello; api write=on; auth_jwt x; } } }";
    expect(messages(load({ "nginx.conf": plus }))).toEqual([]);
    expect(messages(load({ "nginx.conf": "error_log /e.log json;\nevents {}" }))).toEqual([]);
  });

  it("name variables only when nobody can define them", () => {
    const withFormat = (rest: string): string => `events {}\nhttp { ${rest} log_format a '$mine'; }`;
    expect(messages(load({ "nginx.conf": withFormat("") }))).toEqual(['unknown "mine" variable']);
    for (const definer of [
      "geoip2 /db { $mine country iso_code; }",
      "map $uri $mine { }",
      "server { location ~ ^/(?<mine>.*) { } }",
      "include missing/*.conf;",
      "lua_thing x;",
    ]) {
      expect(messages(load({ "nginx.conf": withFormat(definer) })), definer).toEqual([]);
    }
    expect(messages(load({ "nginx.conf": `load_module a.so;\n${withFormat("")}` }))).toEqual([]);
  });

  it("of a missing include are an error on a host and a gap in a repository", () => {
    const files = { "nginx.conf": "events {}\nhttp { include missing.conf; }" };
    expect(load(files).problems).toEqual([]);
    expect(load(files).gaps).toHaveLength(1);
    expect(load(files, { strict: true }).problems).toHaveLength(1);
  });
});

describe("includes of a fragment", () => {
  it("are looked for beside conf.d, where the main file would be", () => {
    const files = {
      "nginx/conf.d/shop.conf": "server { listen 80; include snippets/log.conf; }",
      "nginx/snippets/log.conf": "access_log /var/log/nginx/shop.log;",
    };
    const instance = load(files);
    expect(instance.files).toEqual(["nginx/conf.d/shop.conf", "nginx/snippets/log.conf"]);
    expect(find(instance, "server").effectiveAccess.state).toBe("set");
  });
});

describe("log_format", () => {
  it("gives every piece its place in the file, escapes and quotes accounted for", () => {
    const text =
      'events {}\nhttp { log_format a escape=json \'{\\\'x\\\':"$status",\' "\\"$uri\\"" $host; access_log l a; }';
    const [format] = load({ "nginx.conf": text }).formats;
    const shown = format?.pieces.map((piece) => [
      piece.kind === "text" ? piece.text : piece.name,
      text.slice(piece.at.start, piece.at.end),
    ]);
    expect(shown).toEqual([
      ["{'x':\"", "{\\'x\\':\""],
      ["status", "$status"],
      ['",', '",'],
      ['"', '\\"'],
      ["uri", "$uri"],
      ['"', '\\"'],
      ["host", "$host"],
    ]);
  });
});

describe("robustness", () => {
  it("reads 100,000 nested blocks without overflowing, and says where it stops", () => {
    const instance = load({
      "nginx.conf": `events {} http { server { ${"location / { ".repeat(100_000)}${"}".repeat(100_002)}`,
    });
    expect(contextsOf(instance).length).toBeLessThan(300);
    expect(instance.gaps.length).toBeGreaterThan(0);
  });

  it("reads 20,000 servers in one go", () => {
    const server = (i: number): string =>
      `server { listen 80; server_name s${String(i)}; access_log /l/${String(i)}.log main; location / { proxy_pass http://a; } location /s { access_log off; } }\n`;
    const text = `events {} http { log_format main '$uri'; ${Array.from({ length: 20_000 }, (_, i) => server(i)).join("")} }`;
    const instance = load({ "nginx.conf": text });
    expect(instance.problems).toEqual([]);
    expect(contextsOf(instance)).toHaveLength(60_003);
  });

  it("takes names such as __proto__ and constructor for what they are", () => {
    const text =
      "events {} http { log_format __proto__ '$uri'; log_format constructor 'x'; access_log a __proto__; access_log b constructor; map $uri $toString { __proto__ 1; } server { __proto__ 1; constructor; } }";
    const instance = load({ "nginx.conf": text }, { build: "constructor" });
    expect(instance.problems).toEqual([]);
    expect(instance.formats.map((format) => format.name)).toEqual(["__proto__", "constructor"]);
  });

  it("never throws, and its spans lie inside the file (fuzz)", () => {
    const word = fc.constantFrom(
      "access_log",
      "error_log",
      "log_format",
      "http",
      "server",
      "location",
      "events",
      "if",
      "off",
      "/x",
      "$uri",
      "${",
      "$",
      "'",
      '"',
      "{",
      "}",
      ";",
      "\n",
      " ",
      "escape=json",
      "combined",
      "buffer=1k",
      "if=",
      "gzip=99",
      "syslog:server=",
      "syslog:,",
      "map",
      "include *;",
      "{{ x }}",
      "${A}",
      "#",
      "\\",
      "open_log_file_cache",
      "max=",
      "é",
      "\u0000",
      "__proto__",
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 60 }), (words) => {
        const text = words.join(" ");
        const instance = load({ "nginx.conf": text }, { strict: words.length % 2 === 0 });
        for (const { at } of instance.problems) {
          expect(at.start).toBeGreaterThanOrEqual(0);
          expect(at.end).toBeLessThanOrEqual(text.length);
          expect(at.start).toBeLessThanOrEqual(at.end);
        }
        expect(load({ "nginx.conf": text }, { strict: words.length % 2 === 0 })).toEqual(instance);
      }),
      { numRuns: 2000, seed: 7 },
    );
  });
});

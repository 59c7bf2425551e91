/** A seeded generator of small numbers, so that every run tests the same family. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export interface Generated {
  readonly files: Readonly<Record<string, string>>;
  /** Paths to ask for, one per location or `if` that answers. */
  readonly requests: readonly { readonly path: string; readonly method: string }[];
  /** What was put in on purpose, "" for nothing. */
  readonly fault: string;
}

const FORMATS = [
  "'$request_uri'",
  "'$request_uri $status'",
  'escape=json \'{"u":"$request_uri"}\'',
  "'${request_uri} x'",
  "escape=none '$request_uri'",
  "a '$request_uri' b",
];
const LEVELS = [
  "",
  " debug",
  " info",
  " notice",
  " warn",
  " error",
  " crit",
  " alert",
  " emerg",
  " debug_http debug_event",
];

/** Lines that nginx refuses, or that look as if it did, by the block that they are put into. */
export const FAULTS: Readonly<Record<string, readonly string[]>> = {
  main: [
    "access_log logs/x.log;",
    "log_format x '$uri';",
    "error_log logs/e.log warning;",
    "error_log logs/e.log err;",
    "error_log;",
    "error_log logs/e.log error warn;",
    "error_log logs/e.log debug debug_http;",
    "error_log logs/e.log debug_http debug_core;",
    "error_log logs/e.log debug_http error;",
    "error_log syslog:;",
    "error_log syslog:server=127.0.0.1,facility=LOCAL7;",
    "error_log syslog:server=127.0.0.1,severity=warning;",
    "error_log syslog:server=127.0.0.1,tag=my-app;",
    "error_log syslog:server=127.0.0.1,nohostname,tag=ok;",
    "error_log syslog:server=127.0.0.1,server=127.0.0.1;",
    "error_log syslog:server=tcp://127.0.0.1:514;",
    "error_log syslog:server=127.0.0.1:99999;",
    "error_log syslog:server=unix:;",
    "error_log 'syslog:server=127.0.0.1, tag=x';",
    "error_log logs/e.log ERROR;",
    "error_log stderr info;",
    "error_log memory:1k debug;",
    "error_log memory:1x debug;",
    "error_log memory:64k debug;",
    "worker_proceses 2;",
    "events { }",
    "server { }",
    "daemon yes;",
    "daemon On;",
    "worker_processes 1; worker_processes 1;",
    "user;",
    "gzip on;",
    "erorr_log logs/e.log;",
    "include missing.conf;",
    "include none/*.conf;",
    "error_log logs/e.log",
    "error_log 'logs/e.log;",
    "}",
    ";",
    "error_log syslog:server=127.0.0.1,facility=local7,facility=local6;",
    "error_log syslog:server=127.0.0.1,color=red;",
    "error_log syslog:server=;",
  ],
  http: [
    "log_format x;",
    "log_format;",
    "log_format x escape=xml '$uri';",
    "log_format x escape=json;",
    "log_format x '$uri' escape=json;",
    "log_format x '$';",
    "log_format x '${uri';",
    "log_format x '${}';",
    "log_format x '$statuss';",
    "log_format x '$nobody_knows';",
    "log_format x '$http_anything $arg_x $cookie_y $sent_http_z $upstream_http_q';",
    "log_format x '$1';",
    "log_format x '$-';",
    "log_format combined '$uri';",
    "log_format Combined '$uri';",
    "log_format x 'a'; log_format x 'b';",
    "log_format x 'a'; log_format X 'b';",
    "access_log logs/x.log nope;",
    "access_log logs/x.log later; log_format later '$uri';",
    "access_log logs/x.log COMBINED;",
    "access_log logs/x.log buffer=32k;",
    "access_log logs/x.log if=$uri;",
    "access_log logs/x.log gzip;",
    "access_log logs/x.log combined buffer=32kb;",
    "access_log logs/x.log combined buffer=0;",
    "access_log logs/x.log combined buffer=1g;",
    "access_log logs/x.log combined buffer=1M flush=1m;",
    "access_log logs/x.log combined flush=5s;",
    "access_log logs/x.log combined buffer=4k flush=0;",
    "access_log logs/x.log combined buffer=4k flush=1x;",
    "access_log logs/x.log combined buffer=4k flush=1y;",
    "access_log logs/x.log combined buffer=4k flush=100ms;",
    "access_log logs/x.log combined buffer=4k flush=1m30s;",
    "access_log logs/x.log combined buffer=4k flush=30s1m;",
    "access_log logs/x.log combined gzip;",
    "access_log logs/x.log combined gzip=0;",
    "access_log logs/x.log combined gzip=10;",
    "access_log logs/x.log combined gzip=9 flush=1s;",
    "access_log logs/x.log combined level=3;",
    "access_log logs/x.log combined if=$nobody_knows;",
    "access_log logs/x.log combined if=${uri;",
    "access_log logs/x.log combined if=$1;",
    "access_log logs/x.log combined if=;",
    "access_log logs/$host.log;",
    "access_log logs/$nobody_knows.log;",
    "access_log logs/$host.log combined buffer=4k;",
    "access_log logs/$.log;",
    "access_log off combined;",
    "access_log off if=$uri;",
    "access_log OFF;",
    "access_log;",
    "access_log syslog:server=127.0.0.1;",
    "access_log syslog:server=127.0.0.1 combined buffer=4k;",
    "access_log syslog:server=127.0.0.1,tag=a.b combined;",
    "access_log syslog:facility=local1;",
    "access_log syslog:server=127.0.0.1 nope;",
    "acces_log logs/x.log;",
    "access_logs logs/x.log;",
    "Access_log logs/x.log;",
    "access-log logs/x.log;",
    "open_log_file_cache max=10 inactive=1m min_uses=2 valid=1y;",
    "open_log_file_cache inactive=1m;",
    "open_log_file_cache off;",
    "open_log_file_cache max=x;",
    "open_log_file_cache max=10 size=3;",
    "open_log_file_cache;",
    "open_log_file_cache max=1 valid=5ms;",
    "open_log_file_cache max=1; open_log_file_cache max=2;",
    "log_not_found no;",
    "log_not_found off; log_not_found on;",
    "log_subrequest maybe;",
    "rewrite_log ON;",
    "error_log logs/h.log warning;",
    "map $uri $loggable { default 1; /x 0; }",
    "types { access_log off; }",
    "location / { }",
    "error_log logs/h.log\n  access_log logs/x.log;",
    "access_log logs/x.log\n  error_log logs/h.log;",
    "access_log logs/x.log combined\n  error_log logs/h.log;",
    "log_format x '$uri'\n  access_log logs/x.log;",
    "server { listen 127.0.0.1:1; access_log off; server_name a; location / { } location / { } }",
    "gzip maybe;",
    "sendfile on; sendfile on;",
    "keepalive_timeout 1 2 3;",
    "client_max_body_size;",
    "upstream u { access_log off; server 127.0.0.1:9; }",
    "upstream u { server 127.0.0.1:9; error_log logs/u.log; }",
    "proxy_set_header Host $host\n  proxy_buffering off;",
    "include inc.conf inc2.conf;",
    "split_clients $uri $half { 50% a; * b; }\n  log_format y '$half';",
    "map $uri $mapped { default 1; }\n  log_format y '$mapped';",
    "geo $geo_v { default 1; }\n  log_format y '$geo_v';",
    "log_format y '$Request_URI $STATUS';",
    "access_log logs/x.log combined buffer=4k; access_log logs/x.log combined buffer=8k;",
    "gzip_type text/css;",
    "access_log 'logs/x.log' \"combined\";",
    "access_log logs/x.log combined gzip=1 if=$uri buffer=1k;",
    'log_format x "\\"$uri\\"";',
  ],
  server: [
    "log_format x '$uri';",
    "if ($arg_a) { access_log off; }",
    "if ($arg_a) { error_log logs/i.log; }",
    "access_log logs/s.log nope;",
    "error_log logs/s.log critical;",
    "set $mine 1; access_log logs/s.log combined if=$mine;",
    "access_log logs/$mime.log;",
    "location ~ ^/u/(?<user>.*)$ { access_log logs/u.log combined if=$user; }",
    "access_log logs/s.log combined if=$user;",
    "events { }",
    "http { }",
    "location == /x { }",
    "location = /y { } location = /y { }",
    "location ~ /y { } location ~ /y { }",
    "location /y { } location ^~ /y { }",
    "listen;",
    "listen 127.0.0.1:2 defalt_server;",
    "listen 127.0.0.1:2\n  server_name a;",
    "listen 127.0.0.1:2 default_server backlog=10 rcvbuf=1k sndbuf=1k reuseport deferred bind so_keepalive=on;",
    "listen 127.0.0.1:2 http2 proxy_protocol;",
    "\ufefflisten 127.0.0.1:2;",
    "server_name a\n  access_log logs/x.log;",
    "access_log logs/s.log combined combined;",
    "rewrite_log no;",
    "limit_except GET { deny all; }",
    "return;",
    "server_name_in_redirekt on;",
    "root /x; root /y;",
  ],
  location: [
    "log_format x '$uri';",
    "error_log logs/l.log verbose;",
    "if ($arg_q) { access_log off; }",
    "if ($arg_q) { access_log logs/i.log nope; }",
    "if ($arg_q) { error_log logs/i.log; }",
    "limit_except GET { access_log off; }",
    "limit_except GET { error_log logs/i.log; }",
    "server { }",
    "open_log_file_cache max=5;",
    "open_log_file_cache min_uses=5;",
    "access_log logs/l.log combined buffer=1k flush=;",
    "access_log off; access_log logs/l.log;",
    "access_log off; access_log logs/l.log nope;",
    "log_subrequest on;",
    "log_not_found;",
    "alias /x; alias /y;",
    "proxy_pas http://127.0.0.1;",
  ],
};

/** One configuration of the family; with `fault` one such line stands in it. */
export function generate(
  seed: number,
  fault: { readonly where: string; readonly line: string } | null,
): Generated {
  const random = randomFrom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const chance = (share: number): boolean => random() < share;
  const requests: { path: string; method: string }[] = [];
  const names = ["one", "two", "three"].slice(0, Math.floor(random() * 4));
  let locations = 0;
  const accessLog = (file: string): string => {
    if (chance(0.2)) return "access_log off;";
    const format = pick([
      "",
      "",
      " combined",
      ...names.map((name) => ` ${name}`),
      ...names.map((name) => ` ${name.toUpperCase()}`),
    ]);
    if (format === "") return `access_log logs/${file}.log;`;
    return `access_log logs/${file}.log${format}${pick(["", "", " if=1", " if=0", " if=$arg_l", " buffer=8k", " buffer=4k flush=1s", " if=no"])};`;
  };
  const accessLogs = (file: string, share: number): string[] => {
    if (!chance(share)) return [];
    const lines = [accessLog(file)];
    if (chance(0.3)) lines.push(accessLog(`${file}2`));
    if (chance(0.1)) lines.push(accessLog(file));
    return lines;
  };
  const injected = (where: string): string[] => (fault?.where === where ? [fault.line] : []);
  const location = (prefix: string, depth: number): string[] => {
    const id = `l${String(locations++)}`;
    const path = `${prefix}/${id}`;
    const lines = [...accessLogs(id, 0.4)];
    if (chance(0.2)) lines.push(`error_log logs/${id}-e.log${pick(LEVELS)};`);
    if (chance(0.2)) {
      lines.push(`if ($arg_q) { ${accessLogs(`${id}-if`, 0.6).join(" ")} return 200 if; }`);
      requests.push({ path: `${path}/m?q=1&l=1`, method: "GET" });
    }
    if (depth < 3 && chance(0.35)) lines.push(...location(path, depth + 1));
    lines.push("return 200 ok;");
    if (locations === 1) lines.push(...injected("location"));
    requests.push({ path: `${path}/m?l=${pick(["1", "0", ""])}`, method: "GET" });
    return [`location ${path} {`, ...lines.map((line) => `  ${line}`), "}"];
  };
  const server = ["listen 127.0.0.1:@PORT@;", ...accessLogs("server", 0.5)];
  if (chance(0.3)) server.push(`error_log logs/server-e.log${pick(LEVELS)};`);
  server.push(...injected("server"));
  const many = 1 + Math.floor(random() * 4);
  for (let i = 0; i < many; i++) server.push(...location("", 1));
  const formats = names.map((name) => `log_format ${name} ${pick(FORMATS)};`);
  const included = chance(0.3) ? formats.splice(0) : [];
  const http = [
    ...(included.length > 0 ? ["include inc.conf;"] : []),
    ...formats,
    accessLog("http"),
    ...injected("http"),
  ];
  const indent = (lines: readonly string[]): string => lines.map((line) => `  ${line}\n`).join("");
  const main =
    `daemon off;\nmaster_process off;\npid nginx.pid;\nerror_log logs/error.log${pick(LEVELS)};\n${injected(
      "main",
    )
      .map((line) => `${line}\n`)
      .join("")}` +
    `events { worker_connections 64; }\nhttp {\n${indent(http)}  server {\n${indent(server.map((line) => `  ${line}`))}  }\n}\n`;
  return {
    files:
      included.length > 0
        ? { "nginx.conf": main, "inc.conf": `${included.join("\n")}\n` }
        : { "nginx.conf": main },
    requests,
    fault: fault === null ? "" : `${fault.where}: ${fault.line}`,
  };
}

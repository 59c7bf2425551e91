/** How many characters of a file are looked at to tell what it is. */
export const LOOK = 64 * 1024;

const SPECIFIC = new Set(
  (
    "proxy_pass server_name access_log error_log log_format proxy_set_header fastcgi_pass uwsgi_pass grpc_pass " +
    "ssl_certificate ssl_certificate_key proxy_redirect add_header client_max_body_size try_files worker_connections " +
    "proxy_read_timeout proxy_buffering uwsgi_param fastcgi_param ssl_protocols ssl_ciphers limit_req_zone limit_req " +
    "proxy_cache_path auth_basic_user_file gzip_types proxy_http_version set_real_ip_from real_ip_header worker_processes"
  ).split(" "),
);
const GENERAL = new Set(
  "listen root index return rewrite include server user pid gzip expires alias deny allow set sendfile keepalive_timeout default_type load_module daemon".split(
    " ",
  ),
);
const BLOCKS = new Set(
  "server http events location upstream map geo stream mail if types split_clients".split(" "),
);

/** What the lines of a text look like to someone who knows nginx. */
interface Signs {
  specific: number;
  general: number;
  blocks: number;
  /** Lines that are neither directives nor blocks nor comments. */
  foreign: number;
}

/** True for text that nginx would take as a configuration or a part of one: it has directives that only nginx has. */
export function isNginxText(text: string): boolean {
  const signs = signsOf(text);
  if (signs === null) return false;
  return signs.specific > 0 || (signs.blocks > 0 && signs.general > 0);
}

/** Enough for a file in a folder of nginx files: directives, and hardly anything else. */
export function mayBeNginxText(text: string): boolean {
  const signs = signsOf(text);
  return signs !== null && signs.specific + signs.general + signs.blocks > signs.foreign;
}

/** Null for what is certainly something else: a section of an INI file, an Apache block, a YAML or XML document. */
function signsOf(text: string): Signs | null {
  const signs: Signs = { specific: 0, general: 0, blocks: 0, foreign: 0 };
  for (const line of linesOf(text)) {
    const first = line.charAt(0);
    if (first === "#" || first === "" || first === "}" || line.startsWith("{%") || line.startsWith("{{"))
      continue;
    const fresh = signs.specific + signs.general + signs.blocks === 0;
    if (fresh && (/^\[[\w:. -]+\]$/.test(line) || line === "---" || line.startsWith("<?xml"))) return null;
    if (/^<\/?(?:VirtualHost|Directory|IfModule|IfDefine|Location|Files|Proxy)/i.test(line)) return null;
    const name = /^[a-z_]+/.exec(line)?.[0] ?? "";
    const ended = line.includes(";");
    if (ended && SPECIFIC.has(name)) signs.specific++;
    else if (SPECIFIC.has(name) && /^log_format\s/.test(line)) signs.specific++;
    else if (line.includes("{") && BLOCKS.has(name)) signs.blocks++;
    else if (ended && GENERAL.has(name)) signs.general++;
    else if (!ended) signs.foreign++;
  }
  return signs;
}

/** Trimmed lines of the beginning of a text. */
export function* linesOf(text: string): Generator<string> {
  const head = text.slice(0, LOOK);
  let at = 0;
  while (at < head.length) {
    const end = head.indexOf("\n", at);
    const stop = end < 0 ? head.length : end;
    yield head.slice(at, Math.min(stop, at + 2_000)).trim();
    at = stop + 1;
  }
}

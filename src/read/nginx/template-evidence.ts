import { PLACEHOLDER, type ArgumentNode, type DirectiveNode } from "./syntax-nodes.ts";

/** Cheap: could this text be a template at all? */
export function mayBeTemplate(text: string): boolean {
  return (
    text.includes("{{") ||
    text.includes("{%") ||
    text.includes("<%") ||
    text.includes("{#") ||
    text.includes("%(") ||
    /\$\{?[A-Z]/.test(text)
  );
}

/**
 * Do template statements stand where nginx expects directives? nginx's tokenizer takes `<% if x %>` and a lone `${EXTRA}`
 * for words, but no directive has such a name.
 */
export function usesStatements(directives: readonly DirectiveNode[]): boolean {
  return anyDirective(directives, (directive, inEntries) => {
    if (!inEntries && /^(?:<%|\$\{?[A-Z])/.test(directive.name)) return true;
    return directive.args.some((arg) => arg.quote === null && arg.value.startsWith("<%"));
  });
}

const ENTRY_BLOCKS = new Set(["map", "types", "geo", "split_clients", "charset_map"]);

/** Directives whose arguments nginx never searches for variables: an upper-case name there is for envsubst. */
const NO_VARIABLES = new Set([
  "listen",
  "server",
  "include",
  "error_log",
  "worker_processes",
  "worker_connections",
  "worker_rlimit_nofile",
  "pid",
  "user",
  "resolver",
  "client_max_body_size",
  "keepalive_timeout",
  "proxy_read_timeout",
  "proxy_connect_timeout",
  "proxy_send_timeout",
  "ssl_protocols",
  "load_module",
]);
/** Variables of nginx that templates also use in upper case; nginx's names ignore case (ngx_http_variables.c). */
const KNOWN = new Set([
  "host",
  "hostname",
  "uri",
  "args",
  "scheme",
  "status",
  "pid",
  "request",
  "server_name",
  "server_port",
  "server_addr",
  "remote_addr",
  "remote_port",
  "remote_user",
  "document_root",
  "document_uri",
  "request_uri",
  "request_method",
  "request_id",
  "request_body",
  "request_length",
  "request_time",
  "query_string",
  "realpath_root",
  "content_type",
  "content_length",
  "https",
  "is_args",
  "limit_rate",
  "msec",
  "nginx_version",
  "body_bytes_sent",
  "bytes_sent",
  "connection",
  "proxy_host",
  "proxy_port",
  "protocol",
  "geo",
]);
const KNOWN_PREFIX =
  /^(?:http|arg|cookie|sent_http|sent_trailer|upstream|trailer|ssl|proxy_protocol|time|tcpinfo|geoip2?|jwt|date|fastcgi|session)_/;
/** Directives that define a variable, in any argument that starts with `$`. */
const DEFINES =
  /^(?:set|map|geo|split_clients|perl_set|js_set|auth_request_set|set_by_lua.*|set_.*|geoip2.*|default|userid.*)$/;

const UPPER = /\$\{([A-Z_][A-Z0-9_]*)(?::?[-=?][^{}]*)?\}|\$([A-Z_][A-Z0-9_]*)/g;
/** Python's `%(name)s`, as Fabric's upload_template and supervisor-like tools fill it in. */
const PERCENT = /%\([A-Za-z_]\w*\)s/;
const BRACES = /\{\{-?\s*[.$A-Za-z_][^{}]*\}\}/;

/**
 * Marks the arguments of a file that reads well as plain nginx but holds placeholders. Returns the kind of template, or
 * null. `${NAME}` counts only when nginx could not know it: upper case, not one of nginx's own, not defined here.
 */
export function markPlaceholders(text: string, directives: readonly DirectiveNode[]): string | null {
  const defined = definedNames(text, directives);
  const jinja = markArguments(directives, (value) => value.includes("{{") && BRACES.test(value));
  const percent = markArguments(directives, (value) => PERCENT.test(value));
  const envsubst = anyDirective(directives, (directive) => {
    const certain = NO_VARIABLES.has(directive.name);
    return directive.args.some((arg) =>
      namesIn(arg.value).some((name) => certain || !isKnown(name, defined)),
    );
  });
  if (envsubst) {
    markArguments(directives, (value) => namesIn(value).some((name) => !defined.has(name.toLowerCase())));
  }
  if (jinja) return "jinja";
  if (envsubst) return "envsubst";
  return percent ? "python" : null;
}

/** Marks the arguments for which `holds` is true; true when there is one. */
function markArguments(directives: readonly DirectiveNode[], holds: (value: string) => boolean): boolean {
  const marked: ArgumentNode[] = [];
  anyDirective(directives, (directive) => {
    for (const arg of directive.args) if (holds(arg.value)) marked.push(arg);
    return false;
  });
  for (const arg of marked) arg.flags |= PLACEHOLDER;
  return marked.length > 0;
}

function namesIn(value: string): string[] {
  if (!value.includes("$")) return [];
  return [...value.matchAll(UPPER)]
    .map((match) => match[1] ?? match[2] ?? "")
    .filter((name) => /[A-Z]/.test(name));
}

function isKnown(name: string, defined: ReadonlySet<string>): boolean {
  const lower = name.toLowerCase();
  return KNOWN.has(lower) || KNOWN_PREFIX.test(lower) || defined.has(lower);
}

function definedNames(text: string, directives: readonly DirectiveNode[]): Set<string> {
  const defined = new Set<string>();
  anyDirective(directives, (directive) => {
    if (!DEFINES.test(directive.name)) return false;
    const target = directive.name === "map" ? directive.args.slice(1) : directive.args;
    const first = target.find((arg) => arg.value.startsWith("$"));
    if (first !== undefined) defined.add(first.value.slice(1).toLowerCase());
    if (directive.name === "split_clients" || directive.name === "geo") {
      const last = directive.args.at(-1);
      if (last?.value.startsWith("$") === true) defined.add(last.value.slice(1).toLowerCase());
    }
    return false;
  });
  for (const match of text.matchAll(/\(\?P?<([A-Za-z_]\w*)>/g)) defined.add((match[1] ?? "").toLowerCase());
  return defined;
}

/** Walks all directives without recursion, until `test` says true. */
function anyDirective(
  directives: readonly DirectiveNode[],
  test: (directive: DirectiveNode, inEntries: boolean) => boolean,
): boolean {
  const waiting: { list: readonly DirectiveNode[]; inEntries: boolean }[] = [
    { list: directives, inEntries: false },
  ];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const directive of next.list) {
      if (test(directive, next.inEntries)) return true;
      if (directive.block !== null && directive.block.length > 0) {
        waiting.push({ list: directive.block, inEntries: ENTRY_BLOCKS.has(directive.name) });
      }
    }
  }
  return false;
}

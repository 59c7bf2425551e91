import { DIRECTIVE_ROWS } from "./directives.data.ts";

/** Where a directive may stand, by nginx's own distinctions: `if` in a server and in a location are two. */
export type Place =
  | "main"
  | "events"
  | "http"
  | "server"
  | "server-if"
  | "location"
  | "location-if"
  | "limit_except"
  | "upstream"
  | "stream"
  | "stream-server"
  | "stream-upstream"
  | "mail"
  | "mail-server"
  | "mgmt"
  | "acme_issuer"
  | "oidc_provider"
  | "entries"
  | "foreign";

/** What is known of a directive of nginx itself. */
export interface DirectiveShape {
  readonly places: ReadonlySet<string>;
  /** Numbers of arguments, null when they are not known. */
  readonly counts: { readonly least: number; readonly most: number } | null;
  readonly block: boolean;
  readonly flag: boolean;
  readonly once: boolean;
}

/** Directives whose arguments newer versions extend (keepalive, geo) or the commercial one (the two zones: `sync`). */
const COUNT_CHANGED = new Set(["keepalive", "geo", "include", "limit_req_zone", "limit_conn_zone"]);

/** Refused twice too, though no value was found to ask nginx with: ngx_http_log_module.c, ngx_http_core_module.c, nginx.c. */
const ALSO_ONCE = new Set(["open_log_file_cache", "open_file_cache", "user", "pid", "use"]);

let table: Map<string, DirectiveShape> | undefined;

/** Every directive of nginx's own modules, the commercial ones too, by name. */
export function directiveTable(): ReadonlyMap<string, DirectiveShape> {
  if (table !== undefined) return table;
  table = new Map();
  for (const [places, args, kinds, names] of DIRECTIVE_ROWS) {
    const kind = new Set(kinds.split(" "));
    const shape = {
      places: new Set(places.split(" ")),
      counts: countsOf(args),
      block: kind.has("block"),
      flag: kind.has("flag"),
      once: kind.has("once"),
    };
    for (const name of names.split(" ")) {
      const counts = COUNT_CHANGED.has(name) ? null : shape.counts;
      table.set(name, { ...shape, counts, once: shape.once || ALSO_ONCE.has(name) });
    }
  }
  return table;
}

/** What holds for `name` at `place`: `server` is a block everywhere but in an upstream. */
export function shapeAt(name: string, place: Place): DirectiveShape | undefined {
  const shape = directiveTable().get(name);
  if (name !== "server" || shape === undefined) return shape;
  const inUpstream = place === "upstream" || place === "stream-upstream";
  return inUpstream ? { ...shape, block: false, counts: { least: 1, most: Infinity } } : shape;
}

function countsOf(args: string): DirectiveShape["counts"] {
  const match = /^(\d+)(?:-(\d+)|(\+))?$/.exec(args);
  if (match === null) return null;
  const least = Number(match[1]);
  if (match[3] !== undefined) return { least, most: Infinity };
  return { least, most: match[2] === undefined ? least : Number(match[2]) };
}

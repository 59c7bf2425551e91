import type { FileSpan } from "../../text/span.ts";
import type { ExpandedDirective } from "../../read/nginx/includes.ts";
import type { LogFormat, NginxContext, NginxContextKind, NginxDirective } from "../../model/nginx.ts";
import type { Gap, Problem } from "../../model/problem.ts";
import { readAccessLog, type Buffering, type ReadAccessLog } from "./access-log.ts";
import type { Place } from "./directive-table.ts";
import { directiveTable } from "./directive-table.ts";
import { nginxDirective } from "./directive.ts";
import { readErrorLog } from "./error-log.ts";
import { checkFlag, checkGrammar, type MeantDirectives } from "./grammar.ts";
import { checkListen } from "./listen.ts";
import { checkLocation } from "./location.ts";
import { readLogFormat, type TextOf } from "./log-format.ts";
import { checkOpenLogFileCache } from "./open-log-file-cache.ts";
import { refusal } from "./refusal.ts";
import { blockKey, type UnresolvedIncludes } from "./unresolved-includes.ts";
import { noteDefinitions, noteUses, variableLedger, type VariableLedger } from "./variables.ts";
import { append } from "../../text/append.ts";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A context while it is built; the pushes of its arrays go into `context`'s own. */
export interface ContextDraft {
  readonly context: Mutable<NginxContext>;
  readonly place: Place;
  readonly parent: ContextDraft | null;
  readonly children: ContextDraft[];
  readonly directives: NginxDirective[];
  readonly accessLogs: NginxContext["accessLogs"][number][];
  readonly errorLogs: NginxContext["errorLogs"][number][];
  /** Includes in it that are not known. */
  readonly unread: UnresolvedIncludes["all"];
  readonly seen: Set<string>;
  readonly depth: number;
}

/** What the walk knows and gathers. */
export interface Walk {
  readonly formats: LogFormat[];
  readonly streamFormats: LogFormat[];
  readonly problems: Problem[];
  readonly gaps: Gap[];
  readonly variables: VariableLedger;
  readonly meant: MeantDirectives;
  /** How each log file that is buffered was first asked to be, by its path. */
  readonly buffers: Map<string, Buffering>;
  /** True when a directive of no module of nginx's own was met: it may define variables. */
  foreign: boolean;
  readonly unresolved: UnresolvedIncludes;
  readonly textOf: TextOf;
  /** Every definition that can precede an access_log is known. */
  readonly formatsKnown: boolean;
  /** Files with Jinja or ERB: alternatives stand beside each other there, so duplicates prove nothing. */
  readonly branching: ReadonlySet<string>;
  /** False at the top of a fragment, whose context is a guess. */
  readonly topKnown: boolean;
}

/** Blocks nested deeper than this are not read: nobody writes them, and what follows the model may recurse. */
const MAX_DEPTH = 200;

const EMPTY: NginxContext["effectiveAccess"] = { state: "unknown", why: "not an http context" };

/** Everything of one configuration, in nginx's order: each directive is judged with what stands before it. */
export function walkContexts(
  directives: readonly ExpandedDirective[],
  top: { readonly kind: NginxContextKind; readonly place: Place; readonly at: FileSpan },
  options: Omit<
    Walk,
    "formats" | "streamFormats" | "problems" | "gaps" | "variables" | "meant" | "buffers" | "foreign"
  >,
): { readonly root: ContextDraft; readonly walk: Walk } {
  const walk: Walk = {
    formats: [],
    streamFormats: [],
    problems: [],
    gaps: [],
    variables: variableLedger(),
    meant: new Map(),
    buffers: new Map(),
    foreign: false,
    ...options,
  };
  const root = draft(
    top.kind,
    "",
    [],
    top.at,
    top.at,
    top.place,
    null,
    options.unresolved.byBlock.get("") ?? [],
  );
  const frames = [{ list: directives, next: 0, draft: root }];
  for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
    const expanded = frame.list[frame.next++];
    if (expanded === undefined) {
      frames.pop();
      continue;
    }
    const child = readDirective(expanded, frame.draft, walk);
    if (child !== null) frames.push({ list: expanded.block ?? [], next: 0, draft: child });
  }
  return { root, walk };
}

/** What nginx says of a directive may be due to the guess: lines of an upstream block look like servers without braces. */
const DEPENDS_ON_PLACE = / directive is not allowed here$| has no opening "\{"$| is not terminated by ";"$/;

/** Reads one directive; gives the draft of its block when there is one to go into. */
function readDirective(expanded: ExpandedDirective, parent: ContextDraft, walk: Walk): ContextDraft | null {
  const directive = nginxDirective(expanded);
  const isBlock = expanded.block !== null;
  const verdict = checkGrammar(directive, isBlock, parent.place, walk.meant);
  const judged = parent.parent !== null || walk.topKnown;
  let refused = verdict.problem !== null;
  if (verdict.problem !== null && (judged || !DEPENDS_ON_PLACE.test(verdict.problem.message))) {
    walk.problems.push(verdict.problem);
  }
  if (!refused) refused = checkDuplicate(directive, parent, walk);
  if (!refused && parent.place !== "entries" && parent.place !== "foreign") {
    const flag = checkFlag(directive);
    if (flag !== null) walk.problems.push(flag);
  }
  walk.foreign ||= verdict.foreign || directive.name === "load_module";
  noteDefinitions(walk.variables, directive, verdict.foreign || parent.place === "foreign");
  if (!isBlock) {
    parent.directives.push(directive);
    if (!refused) readSimple(directive, parent, walk);
    return null;
  }
  if (parent.depth >= MAX_DEPTH) {
    walk.gaps.push({
      what: "blocks inside",
      why: `nested deeper than ${String(MAX_DEPTH)} blocks`,
      at: directive.nameAt,
    });
    return null;
  }
  const place = placeInside(directive.name, parent.place);
  const { file } = directive.nameAt;
  const last = directive.args.at(-1)?.at ?? directive.nameAt;
  const at = { file, start: directive.nameAt.start, end: last.end };
  const unread = walk.unresolved.byBlock.get(blockKey(directive.at)) ?? [];
  const words = directive.args.map((arg) => arg.value);
  const child = draft(kindOf(place), directive.name, words, at, directive.at, place, parent, unread);
  parent.children.push(child);
  if (place === "location" && !refused)
    append(walk.problems, checkLocation(directive, parent, walk.branching.has(file)));
  return child;
}

/** The logging directives, read for the model and checked as their modules check them. */
function readSimple(directive: NginxDirective, parent: ContextDraft, walk: Walk): void {
  const { place } = parent;
  if (place === "entries" || place === "foreign") return;
  if (place === "server" && directive.name === "listen") append(walk.problems, checkListen(directive));
  const target = directive.args[0];
  if (target === undefined) return;
  const family = place === "stream" || place === "stream-server" ? "stream" : "http";
  const formats = family === "http" ? walk.formats : walk.streamFormats;
  switch (directive.name) {
    case "access_log": {
      const read = readAccessLog(directive, target, { family, formats, complete: walk.formatsKnown });
      parent.accessLogs.push(read.log);
      walk.problems.push(...read.problems, ...checkBuffering(read, walk));
      if (family === "stream" || read.log.off) return;
      if (!target.value.startsWith("syslog:")) noteUses(walk.variables, target);
      if (read.log.condition !== null) noteUses(walk.variables, read.log.condition);
      return;
    }
    case "error_log": {
      const read = readErrorLog(directive, target);
      parent.errorLogs.push(read.log);
      append(walk.problems, read.problems);
      return;
    }
    case "log_format": {
      const before = walk.branching.has(directive.at.file) ? [] : formats;
      const read = readLogFormat(directive, target, before, family, walk.textOf);
      formats.push(read.format);
      append(walk.problems, read.problems);
      if (family === "stream") return;
      for (const piece of read.format.pieces) {
        if (piece.kind === "variable") walk.variables.uses.push({ name: piece.name, at: piece.at });
      }
      return;
    }
    case "open_log_file_cache":
      append(walk.problems, checkOpenLogFileCache(directive));
  }
}

/** One file has one buffer: ngx_http_log_set_log refuses a second one that differs. */
function checkBuffering({ log, buffering, problems }: ReadAccessLog, walk: Walk): Problem[] {
  if (buffering === null || problems.length > 0) return [];
  const path = log.target.value;
  const first = walk.buffers.get(path);
  if (first === undefined || walk.branching.has(log.at.file)) {
    walk.buffers.set(path, buffering);
    return [];
  }
  const same =
    first.size === buffering.size && first.flush === buffering.flush && first.gzip === buffering.gzip;
  return same
    ? []
    : [
        refusal(
          `access_log "${path}" already defined with conflicting parameters`,
          log.at,
          "give the file the same buffer=, flush= and gzip everywhere",
        ),
      ];
}

const ONCE_BLOCKS = new Set(["events", "http", "stream", "mail"]);

function checkDuplicate(directive: NginxDirective, parent: ContextDraft, walk: Walk): boolean {
  const { name, nameAt } = directive;
  if (parent.place === "entries" || parent.place === "foreign" || walk.branching.has(nameAt.file))
    return false;
  const once =
    directiveTable().get(name)?.once === true || (parent.place === "main" && ONCE_BLOCKS.has(name));
  if (!once) return false;
  if (!parent.seen.has(name)) {
    parent.seen.add(name);
    return false;
  }
  walk.problems.push(refusal(`"${name}" directive is duplicate`, nameAt, "keep one of them"));
  return true;
}

const ENTRY_BLOCKS = new Set(["types", "map", "geo", "split_clients", "charset_map", "num_map"]);

function placeInside(name: string, place: Place): Place {
  if (place === "entries" || place === "foreign") return "foreign";
  if (ENTRY_BLOCKS.has(name)) return "entries";
  switch (name) {
    case "events":
    case "http":
    case "stream":
    case "mail":
    case "mgmt":
    case "location":
    case "limit_except":
    case "acme_issuer":
    case "oidc_provider":
      return name;
    case "server":
      return place === "stream" ? "stream-server" : place === "mail" ? "mail-server" : "server";
    case "upstream":
      return place === "stream" ? "stream-upstream" : "upstream";
    case "if":
      return place === "server" ? "server-if" : "location-if";
    default:
      return "foreign";
  }
}

function kindOf(place: Place): NginxContextKind {
  switch (place) {
    case "server-if":
    case "location-if":
      return "if";
    case "stream-upstream":
      return "upstream";
    case "mgmt":
    case "acme_issuer":
    case "oidc_provider":
    case "entries":
    case "foreign":
      return "other";
    default:
      return place;
  }
}

function draft(
  kind: NginxContextKind,
  name: string,
  args: readonly string[],
  at: FileSpan,
  block: FileSpan,
  place: Place,
  parent: ContextDraft | null,
  unread: UnresolvedIncludes["all"],
): ContextDraft {
  const lists = { directives: unread.map(unreadInclude), accessLogs: [], errorLogs: [] };
  const context = {
    kind,
    name,
    args,
    at,
    block,
    ...lists,
    effectiveAccess: EMPTY,
    effectiveError: [],
    children: [],
  };
  return {
    context,
    place,
    parent,
    children: [],
    ...lists,
    unread,
    seen: new Set(),
    depth: (parent?.depth ?? 0) + 1,
  };
}

/** An include that could not be read stays among the directives of its block, for whoever must know that something is missing. */
function unreadInclude({ at, pattern }: UnresolvedIncludes["all"][number]): NginxDirective {
  return {
    name: "include",
    nameAt: at,
    args: [{ value: pattern, at, quoted: false, placeholder: false }],
    at,
  };
}

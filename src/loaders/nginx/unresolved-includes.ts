import type { FileSpan } from "../../text/span.ts";
import type { FileSystem } from "../../text/file-system.ts";
import { basename, dirname } from "../../text/path.ts";
import type { ExpandedConfig, IncludeOutcome } from "../../read/nginx/includes.ts";
import type { Directive } from "../../read/nginx/tree.ts";

/** Includes whose content is not known, by the block that they stand in. */
export interface UnresolvedIncludes {
  /** Key of `blockKey`; "" for the top. */
  readonly byBlock: ReadonlyMap<string, readonly IncludeOutcome[]>;
  readonly all: readonly IncludeOutcome[];
}

/** Names a block by its file and where its directive starts. */
export function blockKey(at: FileSpan): string {
  return `${String(at.start)}:${at.file}`;
}

/** Files that distributions and certbot ship, with nothing about logging in them. */
const WITHOUT_LOGGING =
  /^(?:mime\.types|(?:fastcgi|uwsgi|scgi|proxy)_params|fastcgi\.conf|koi-(?:utf|win)|win-utf|options-ssl-nginx\.conf|ssl-dhparams\.pem|(?:ssl|self-signed|snakeoil|tls)[\w-]*\.conf)$/;

/** True when the include, though unread, cannot bring logging directives or formats. */
export function cannotBringLogging(pattern: string): boolean {
  return (
    WITHOUT_LOGGING.test(basename(pattern)) || /(?:^|\/)modules(?:-enabled)?\/[^/]*\.conf$/.test(pattern)
  );
}

/**
 * Gathers the includes that are not known. In a repository (`strict` false) a glob that matches nothing may well match
 * on the server, so it counts as not known there.
 */
export function unresolvedIncludes(config: ExpandedConfig, strict: boolean): UnresolvedIncludes {
  const trees = new Map(config.files.map((file) => [file.path, file.tree.directives]));
  const byBlock = new Map<string, IncludeOutcome[]>();
  const all: IncludeOutcome[] = [];
  for (const outcome of config.includes) {
    if (isKnown(outcome, strict)) continue;
    all.push(outcome);
    const key = keyOf(outcome, trees);
    const list = byBlock.get(key);
    if (list === undefined) byBlock.set(key, [outcome]);
    else list.push(outcome);
  }
  return { byBlock, all };
}

function isKnown(outcome: IncludeOutcome, strict: boolean): boolean {
  switch (outcome.kind) {
    case "read":
      return strict || outcome.files.length > 0;
    case "invalid":
      return true;
    default:
      return false;
  }
}

/** The innermost block around the include, or around the include that brought its file, and so on outwards. */
function keyOf(outcome: IncludeOutcome, trees: ReadonlyMap<string, readonly Directive[]>): string {
  for (const at of [outcome.at, ...outcome.via.toReversed()]) {
    const block = blockAround(trees.get(at.file) ?? [], at.start);
    if (block !== null) return blockKey({ file: at.file, ...block.span });
  }
  return "";
}

function blockAround(directives: readonly Directive[], offset: number): Directive | null {
  let found: Directive | null = null;
  let list = directives;
  for (;;) {
    const inner: Directive | undefined = lastStartingAt(list, offset);
    if (inner?.block == null || inner.span.end <= offset) return found;
    found = inner;
    list = inner.block;
  }
  return found;
}

function lastStartingAt(list: readonly Directive[], offset: number): Directive | undefined {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle]?.span.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return list[low - 1];
}

/** Where an absolute path of the server lies in a repository: next to the main file, as far as it is there. */
export function repositoryPath(path: string, mainFile: string, fileSystem: FileSystem): string | null {
  if (!path.startsWith("/") || mainFile.startsWith("/")) return path;
  const rest =
    /^\/(?:etc\/nginx|usr\/local\/etc\/nginx|usr\/local\/nginx\/conf|usr\/local\/openresty\/nginx\/conf|opt\/nginx\/conf|opt\/homebrew\/etc\/nginx)\/(.+)$/.exec(
      path,
    )?.[1];
  if (rest === undefined) return null;
  const beside = dirname(mainFile) === "." ? rest : `${dirname(mainFile)}/${rest}`;
  const isGlob = /[*?[]/.test(rest);
  return fileSystem.kindOf(isGlob ? dirname(beside) : beside) === undefined ? null : beside;
}

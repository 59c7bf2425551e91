import type { Span } from "../../text/span.ts";
import type { DirectiveNode } from "./syntax-nodes.ts";
import { closeBlock, indentOf, type Reading } from "./open-blocks.ts";

/*
 * nginx notices a missing `}` only at the end of the file, and by then every later site has become part of an
 * unfinished one. A second reading supposes where it is missing: by indentation, and by what can never nest.
 */

/** Blocks in which `server {` cannot stand. */
const HOLDS_NO_SERVER = new Set([
  "server",
  "location",
  "if",
  "limit_except",
  "upstream",
  "map",
  "geo",
  "types",
  "split_clients",
]);
/** Blocks that are no entries of a `map`, whatever the map. */
const NEVER_AN_ENTRY = new Set([
  "server",
  "location",
  "upstream",
  "http",
  "map",
  "geo",
  "split_clients",
  "stream",
  "mail",
]);
/** How far out to look for the block that a `}` was meant for. */
const REACH = 64;

/** Before a `}` at `at` is taken for the innermost block's: closes blocks that are indented deeper than it. */
export function closeDeeper(r: Reading, at: number): void {
  const column = indentOf(r.text, at);
  if (column < 0 || r.closable === 0) return;
  let deeper = 0;
  for (let i = r.open.length - 1; i >= 0 && deeper <= REACH; i--) {
    const start = r.open[i]?.directive?.start;
    const indent = start === undefined ? -1 : indentOf(r.text, start);
    if (indent === column) {
      while (deeper-- > 0) supposeClosed(r, at);
      return;
    }
    if (indent < column) return;
    deeper++;
  }
}

/** Before the block `name` opens at `at`: closes what cannot hold it. */
export function closeUnfit(r: Reading, name: string, at: number): void {
  if (name === "server") {
    while (HOLDS_NO_SERVER.has(r.open.at(-1)?.name ?? "") && r.closable > 0) supposeClosed(r, at);
  }
  if (NEVER_AN_ENTRY.has(name) && r.open.at(-1)?.kind === "entries") closeBlock(r, at);
}

/** At the end of the text: says which blocks lack their `}`, at least one, and closes all that are still open. */
export function closeAll(r: Reading): void {
  const innermost = r.open.findLast((block) => block.directive !== null)?.directive ?? null;
  if (r.unclosed.length === 0 && innermost !== null) {
    if (!r.problems.found.some((problem) => problem.message.startsWith("unexpected end of file")))
      r.unclosed.push(innermost);
  }
  while (r.open.length > 0) closeBlock(r, r.text.length);
  for (const directive of r.unclosed) {
    r.problems.add('unexpected end of file, expecting "}"', headOf(directive), r.text.length);
  }
}

function supposeClosed(r: Reading, at: number): void {
  const directive = r.open.at(-1)?.directive ?? null;
  if (directive !== null && r.closable > 0) {
    r.unclosed.push(directive);
    r.closable--;
  }
  closeBlock(r, at);
}

/** Name and arguments: the end of a closed block says nothing of where it opened. */
function headOf(directive: DirectiveNode): Span {
  return { start: directive.start, end: directive.args.at(-1)?.end ?? directive.nameEnd };
}

import type { Problems } from "./problems.ts";
import { DirectiveNode, type ArgumentNode, type CommentNode, type Token } from "./syntax-nodes.ts";
import { SPACE, TAB } from "./words.ts";

/** What a block may hold. "entries": words, as in `map`. "stray": a brace without a name, its content belongs to the parent. */
export type BlockKind = "directives" | "entries" | "stray";

interface OpenBlock {
  /** Null for a stray brace. */
  readonly directive: DirectiveNode | null;
  readonly name: string;
  readonly kind: BlockKind;
  /** Where its directives start in `Reading.nodes`. */
  readonly first: number;
}

/** A text being read: the directives of all open blocks stand on one stack, so that nesting costs no recursion. */
export interface Reading {
  readonly text: string;
  /** What values are cut from: differs from `text` where placeholders are masked. */
  readonly source: string;
  readonly nodes: DirectiveNode[];
  count: number;
  readonly open: OpenBlock[];
  readonly comments: CommentNode[];
  readonly problems: Problems;
  /** How many missing `}` may be supposed, see `missing-brace.ts`; 0 in a first reading. */
  closable: number;
  /** Directives whose `}` is supposed to be missing. */
  readonly unclosed: DirectiveNode[];
  /** Top-level block that a later surplus `}` shows to have been closed too early. */
  closedEarly: number;
}

/** One for all: a text of nothing but braces would need millions. */
const STRAY: OpenBlock = { directive: null, name: "", kind: "stray", first: 0 };

const NO_ARGS: readonly ArgumentNode[] = [];

/** Bodies that nginx reads as words, not as directives: `{` is an error there. */
const ENTRY_BLOCKS = new Set(["map", "types", "geo", "split_clients", "charset_map"]);
/** Contexts that hold whole sites, and are worth reopening. */
const OUTER_BLOCKS = new Set(["http", "stream", "mail"]);

export function addDirective(
  r: Reading,
  name: Token,
  args: ArgumentNode[],
  count: number,
  end: number,
): DirectiveNode {
  const node = new DirectiveNode(r.source, name, count === 0 ? NO_ARGS : args.slice(0, count), end);
  r.nodes[r.count++] = node;
  return node;
}

export function openBlock(r: Reading, directive: DirectiveNode): void {
  const name = directive.name;
  r.open.push({ directive, name, kind: ENTRY_BLOCKS.has(name) ? "entries" : "directives", first: r.count });
}

export function openStray(r: Reading): void {
  r.open.push(STRAY);
}

/** Closes the innermost block before `end`. */
export function closeBlock(r: Reading, end: number): void {
  const block = r.open.pop();
  if (block?.directive === null || block === undefined) return;
  block.directive.block = r.nodes.slice(block.first, r.count);
  block.directive.end = end;
  r.count = block.first;
  if (r.open.length === 0 && OUTER_BLOCKS.has(block.name)) r.closedEarly = r.count - 1;
}

/**
 * A `}` that closes nothing. Some earlier `}` was one too many and ended `http` too early: what follows it was
 * meant to be inside, so it is moved there.
 */
export function closeSurplus(r: Reading, end: number): void {
  const outer = r.closedEarly < 0 ? undefined : r.nodes[r.closedEarly];
  if (outer === undefined || outer.block === null || r.closedEarly === r.count - 1) return;
  outer.block = outer.block.concat(r.nodes.slice(r.closedEarly + 1, r.count));
  outer.end = end;
  r.count = r.closedEarly + 1;
}

/** Columns before `offset` when only blanks stand there, else -1. */
export function indentOf(text: string, offset: number): number {
  let i = offset;
  while (i > 0 && offset - i < 200) {
    const code = text.charCodeAt(i - 1);
    if (code === 10) break;
    if (code !== SPACE && code !== TAB) return -1;
    i--;
  }
  return offset - i;
}

import { resumeAfterQuote, spansDirectives, type Resumption } from "./broken-quote.ts";
import { endOfLua, isLuaBlock } from "./lua-block.ts";
import { closeAll, closeDeeper, closeUnfit } from "./missing-brace.ts";
import { addDirective, closeBlock, closeSurplus, openBlock, openStray, type Reading } from "./open-blocks.ts";
import { collectProblems } from "./problems.ts";
import {
  ArgumentNode,
  CommentNode,
  DOUBLE,
  ESCAPED,
  SINGLE,
  DirectiveNode,
  type Token,
} from "./syntax-nodes.ts";
import { isStatement, isMasked, masksPlaceholder } from "./template-mask.ts";
import type { SyntaxProblem } from "./tree.ts";
import * as words from "./words.ts";

export interface Parsed {
  readonly directives: readonly DirectiveNode[];
  readonly comments: readonly CommentNode[];
  readonly errors: readonly SyntaxProblem[];
  /** How many blocks were still open at the end. */
  readonly unclosed: number;
}

/**
 * Reads directives by nginx's rules (ngx_conf_parse and ngx_conf_read_token, 1.22.1), one pass, no recursion.
 * `source` is what values are cut from; `closable` is how many missing `}` to look for.
 */
export function parse(text: string, source: string = text, closable = 0): Parsed {
  const r: Reading = {
    text,
    source,
    nodes: [],
    count: 0,
    open: [],
    comments: [],
    problems: collectProblems(text),
    closable,
    unclosed: [],
    closedEarly: -1,
  };
  const masked = text !== source;
  const length = text.length;
  const args: ArgumentNode[] = [];
  let argCount = 0;
  const name: Token = { start: 0, end: 0, flags: 0 };
  let named = false;
  // Offset of the next backslash, so that words need not be searched for one.
  let backslash = -1;
  let i = 0;

  for (;;) {
    let code = 0;
    while (i < length && words.isBlank((code = text.charCodeAt(i)))) i++;
    if (i >= length) break;

    if (code === words.SEMICOLON) {
      i++;
      if (!named) r.problems.add('unexpected ";"', { start: i - 1, end: i }, i);
      else if (!masked || argCount > 0 || !isMasked(text, name)) addDirective(r, name, args, argCount, i);
      named = false;
      argCount = 0;
      continue;
    }
    if (code === words.OPEN_BRACE) {
      i++;
      if (named) i = readBlockStart(r, addDirective(r, name, args, argCount, i), i);
      else {
        r.problems.add('unexpected "{"', { start: i - 1, end: i }, i);
        openStray(r);
      }
      named = false;
      argCount = 0;
      continue;
    }
    if (code === words.CLOSE_BRACE) {
      i++;
      if (named) {
        // nginx complains at the brace, but it is the `;` that is missing.
        const end = lastEnd(name, args, argCount);
        r.problems.add('unexpected "}"', { start: name.start, end }, i);
        addDirective(r, name, args, argCount, end);
        named = false;
        argCount = 0;
      }
      if (r.closable > 0) closeDeeper(r, i - 1);
      if (r.open.length > 0) closeBlock(r, i);
      else {
        r.problems.add('unexpected "}"', { start: i - 1, end: i }, i);
        closeSurplus(r, i);
      }
      continue;
    }
    if (code === words.HASH) {
      i = readComment(r, i);
      continue;
    }

    let start = i;
    let end: number;
    let flags = 0;
    let endsDirective = false;
    if (code === words.DOUBLE_QUOTE || code === words.SINGLE_QUOTE) {
      start++;
      flags = code === words.DOUBLE_QUOTE ? DOUBLE : SINGLE;
      end = words.endOfQuoted(text, start, code);
      i = end + 1;
      if (end < 0 || !mayFollowQuote(text, i)) {
        const resumed = readBrokenQuote(r, start, end);
        end = resumed.end;
        i = resumed.next;
        endsDirective = resumed.endsDirective;
      } else if (end - start > words.SURELY_SHORT) checkQuotedLength(r, start, end);
    } else {
      end = words.endOfWord(text, i);
      if (r.closable > 0) end = extendOverQuantifiers(r, i, end);
      i = end;
      if (end - start > words.SURELY_SHORT) checkWordLength(r, start, end);
    }
    if (masked && !named && isStatement(text, start, end)) continue;
    if (backslash < start) {
      const found = text.indexOf("\\", start);
      backslash = found < 0 ? length : found;
    }
    if (backslash < end) flags |= ESCAPED;
    if (!named) {
      name.start = start;
      name.end = end;
      name.flags = flags;
      named = true;
    } else {
      if (masked) flags |= masksPlaceholder(text, start, end);
      args[argCount++] = new ArgumentNode(source, start, end, flags);
    }
    if (endsDirective) {
      addDirective(r, name, args, argCount, end);
      named = false;
      argCount = 0;
    }
  }

  if (named) {
    const end = lastEnd(name, args, argCount);
    r.problems.add('unexpected end of file, expecting ";" or "}"', { start: name.start, end }, length);
    addDirective(r, name, args, argCount, end);
  }
  const unclosed = r.open.length;
  closeAll(r);
  return { directives: r.nodes.slice(0, r.count), comments: r.comments, errors: r.problems.found, unclosed };
}

/** After `name args {`: opens the block, or skips it when it holds Lua. Returns where to read on. */
function readBlockStart(r: Reading, directive: DirectiveNode, at: number): number {
  const name = directive.name;
  const inEntries = r.open.at(-1)?.kind === "entries";
  if (inEntries) r.problems.add('unexpected "{"', { start: directive.start, end: at }, at);
  if (r.closable > 0 || inEntries) {
    r.count--;
    closeUnfit(r, name, directive.start);
    r.nodes[r.count++] = directive;
  }
  if (!isLuaBlock(name)) {
    openBlock(r, directive);
    return at;
  }
  const end = endOfLua(r.text, at);
  if (end < 0) {
    const message = "unexpected end of file, expecting terminating characters for lua code block";
    r.problems.add(message, { start: directive.start, end: at }, at);
  }
  directive.block = [];
  directive.end = end < 0 ? r.text.length : end + 1;
  return directive.end;
}

function readComment(r: Reading, start: number): number {
  const newline = r.text.indexOf("\n", start);
  const end = newline < 0 ? r.text.length : newline;
  r.comments.push(new CommentNode(start, r.text.charCodeAt(end - 1) === words.CR ? end - 1 : end));
  if (end - start > words.SURELY_SHORT && words.fillsBuffer(r.text, start, end)) {
    addTooLong(r, start, start, end);
  }
  return end;
}

function mayFollowQuote(text: string, at: number): boolean {
  if (at >= text.length) return true;
  const code = text.charCodeAt(at);
  return (
    words.isBlank(code) || code === words.SEMICOLON || code === words.OPEN_BRACE || code === words.CLOSE_PAREN
  );
}

/** A quote that is never closed (`end` -1), or closed where no word may end. */
function readBrokenQuote(r: Reading, start: number, end: number): Resumption {
  const { text } = r;
  const quote = text.charAt(start - 1);
  if (end < 0) {
    const resumed = resumeAfterQuote(text, start);
    if (words.fillsBuffer(text, start, text.length)) addTooLong(r, start, start - 1, resumed.end, quote);
    else {
      const message = 'unexpected end of file, expecting ";" or "}"';
      r.problems.add(message, { start: start - 1, end: resumed.end }, text.length);
    }
    return r.problems.full ? { end: text.length, next: text.length, endsDirective: true } : resumed;
  }
  const code = text.codePointAt(end + 1) ?? 0;
  const forgotten = spansDirectives(text, start, end) && !r.problems.full;
  if (words.fillsBuffer(text, start, end + 1)) checkQuotedLength(r, start, end);
  else if (forgotten || code !== words.CLOSE_BRACE) {
    r.problems.add(`unexpected "${String.fromCodePoint(code)}"`, { start: start - 1, end: end + 1 }, end + 2);
  }
  if (forgotten) return resumeAfterQuote(text, start);
  return { end, next: end + 1, endsDirective: false };
}

/**
 * In an unquoted `^/a{2}$` nginx takes the brace for a block. Where a `}` is missing at the end of the file, that is
 * most likely why.
 */
function extendOverQuantifiers(r: Reading, start: number, wordEnd: number): number {
  let end = wordEnd;
  while (r.closable > 0 && r.open.at(-1)?.kind !== "entries") {
    const quantifier = /^\{\d+(?:,\d*)?\}/.exec(r.text.slice(end, end + 20));
    if (quantifier === null) break;
    end = words.endOfWord(r.text, end + quantifier[0].length);
    r.unclosed.push(new DirectiveNode(r.source, { start, end, flags: 0 }, [], end));
    r.closable--;
  }
  return end;
}

/** nginx must keep a word until it has read what follows it, and one more character when that is a blank. */
function checkWordLength(r: Reading, start: number, end: number): void {
  const last = words.isBlank(r.text.charCodeAt(end)) ? end + 1 : end;
  if (words.fillsBuffer(r.text, start, last)) addTooLong(r, start, start, end);
}

function checkQuotedLength(r: Reading, start: number, end: number): void {
  const last = words.isBlank(r.text.charCodeAt(end + 1)) ? end + 2 : end + 1;
  if (!words.fillsBuffer(r.text, start, last)) return;
  const unfinished = words.fillsBuffer(r.text, start, end);
  addTooLong(r, start, start - 1, end + 1, unfinished ? r.text.charAt(start - 1) : null);
}

function addTooLong(r: Reading, from: number, start: number, end: number, quote: string | null = null): void {
  const message =
    quote === null
      ? `too long parameter "${words.firstTenBytes(r.text, from)}..." started`
      : `too long parameter, probably missing terminating "${quote}" character`;
  r.problems.add(message, { start, end }, from);
}

function lastEnd(name: Token, args: readonly ArgumentNode[], count: number): number {
  const end = count === 0 ? name.end : (args[count - 1]?.end ?? name.end);
  const flags = count === 0 ? name.flags : (args[count - 1]?.flags ?? 0);
  return (flags & (SINGLE | DOUBLE)) === 0 ? end : end + 1;
}

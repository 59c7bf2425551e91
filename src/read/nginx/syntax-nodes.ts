import type { Span } from "../../text/span.ts";
import type { Argument, Comment, Directive } from "./tree.ts";

/** What is special about a word, as bits: a backslash in it, its quote, a template placeholder in it. */
export const ESCAPED = 1;
export const SINGLE = 2;
export const DOUBLE = 4;
export const PLACEHOLDER = 8;

/*
 * A large configuration has millions of words, so the nodes hold offsets only: text and spans are made when asked for.
 * They still print, destructure and compare like the plain objects of the contract.
 */

/** A directive of one text. `block` is filled when its closing brace is met. */
export class DirectiveNode implements Directive {
  block: readonly DirectiveNode[] | null = null;
  readonly source: string;
  readonly start: number;
  readonly nameEnd: number;
  readonly flags: number;
  readonly args: readonly ArgumentNode[];
  end: number;

  constructor(source: string, name: Token, args: readonly ArgumentNode[], end: number) {
    this.source = source;
    this.start = name.start;
    this.nameEnd = name.end;
    this.flags = name.flags;
    this.args = args;
    this.end = end;
  }

  get name(): string {
    return decode(this.source, this.start, this.nameEnd, this.flags);
  }

  get nameSpan(): Span {
    return { start: this.start, end: this.nameEnd };
  }

  get span(): Span {
    return { start: this.start - ((this.flags & (SINGLE | DOUBLE)) === 0 ? 0 : 1), end: this.end };
  }

  toJSON(): Directive {
    return { name: this.name, nameSpan: this.nameSpan, args: this.args, block: this.block, span: this.span };
  }
}

/** A word of a directive: without its quotes, `end` exclusive. */
export interface Token {
  start: number;
  end: number;
  flags: number;
}

export class ArgumentNode implements Argument {
  readonly source: string;
  readonly start: number;
  readonly end: number;
  flags: number;

  constructor(source: string, start: number, end: number, flags: number) {
    this.source = source;
    this.start = start;
    this.end = end;
    this.flags = flags;
  }

  get value(): string {
    return decode(this.source, this.start, this.end, this.flags);
  }

  get span(): Span {
    return { start: this.start, end: this.end };
  }

  get quote(): "'" | '"' | null {
    if ((this.flags & DOUBLE) !== 0) return '"';
    return (this.flags & SINGLE) === 0 ? null : "'";
  }

  get placeholder(): boolean {
    return (this.flags & PLACEHOLDER) !== 0;
  }

  toJSON(): Argument {
    return { value: this.value, span: this.span, quote: this.quote, placeholder: this.placeholder };
  }
}

export class CommentNode implements Comment {
  readonly start: number;
  readonly end: number;

  constructor(start: number, end: number) {
    this.start = start;
    this.end = end;
  }

  get span(): Span {
    return { start: this.start, end: this.end };
  }

  toJSON(): Comment {
    return { span: this.span };
  }
}

const ESCAPES: Readonly<Record<string, string>> = { t: "\t", r: "\r", n: "\n" };

/** The word as nginx stores it: only `\" \' \\ \t \r \n` are escapes, any other backslash stays (ngx_conf_file.c). */
function decode(source: string, start: number, end: number, flags: number): string {
  const written = source.slice(start, end);
  if ((flags & ESCAPED) === 0) return written;
  return written.replace(/\\(["'\\trn])/g, (_, escaped: string) => ESCAPES[escaped] ?? escaped);
}

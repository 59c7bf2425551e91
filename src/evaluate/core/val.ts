import type { FileSpan } from "../../text/span.ts";
import type { Condition } from "./condition.ts";
import type { HeapObject } from "./heap.ts";

/** Where a value was made, and the imports and files it came through. */
export interface Origin {
  readonly at?: FileSpan;
  readonly via?: readonly FileSpan[];
}

export type Part = string | { readonly symbol: string; readonly why: string };

/** A value while the module is being evaluated: immutable itself; what can be mutated is behind `object`. */
export type Val = Plain | EitherVal;

/** Any value but `either`. */
export type Plain = (
  | { readonly kind: "none" }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "integer"; readonly value: bigint }
  | { readonly kind: "float"; readonly value: number }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "bytes"; readonly value: string }
  | { readonly kind: "path"; readonly value: string }
  | { readonly kind: "partial"; readonly makes: "string" | "path"; readonly parts: readonly Part[] }
  | { readonly kind: "tuple"; readonly items: readonly Val[] }
  | { readonly kind: "slice"; readonly bounds: readonly [Val, Val, Val] }
  /** Something outside the inspected files, by its dotted name; `module` when it is certainly a module. */
  | { readonly kind: "reference"; readonly name: string; readonly module?: boolean }
  /** What a call of something outside made. */
  | {
      readonly kind: "foreign";
      readonly class: string;
      readonly args: readonly Val[];
      readonly keywords: ReadonlyMap<string, Val>;
      readonly id: number;
    }
  | { readonly kind: "object"; readonly ref: HeapObject }
  /** A method of a value, not yet called. */
  | { readonly kind: "method"; readonly self: Plain; readonly name: string }
  | { readonly kind: "unknown"; readonly why: string; readonly id: number }
  /** Only as an option of a name's value: under that condition the name is not bound. */
  | { readonly kind: "unbound" }
) &
  Origin;

export type EitherVal = { readonly kind: "either"; readonly options: readonly Option[] } & Origin;

export interface Option {
  readonly when: Condition;
  readonly value: Plain;
}

export type Unknown = Extract<Plain, { kind: "unknown" }>;

export const NONE: Plain = { kind: "none" };
export const TRUE: Plain = { kind: "boolean", value: true };
export const FALSE: Plain = { kind: "boolean", value: false };
export const UNBOUND: Plain = { kind: "unbound" };

export function boolean(value: boolean): Plain {
  return value ? TRUE : FALSE;
}

export function integer(value: bigint | number): Plain {
  return { kind: "integer", value: BigInt(value) };
}

export function float(value: number): Plain {
  return { kind: "float", value };
}

export function string(value: string): Plain {
  return { kind: "string", value };
}

export function path(value: string): Plain {
  return { kind: "path", value };
}

export function tuple(items: readonly Val[]): Plain {
  return { kind: "tuple", items };
}

export function reference(name: string, module = false): Extract<Plain, { kind: "reference" }> {
  return module ? { kind: "reference", name, module } : { kind: "reference", name };
}

let unknowns = 0;

/** A value of which nothing is known but the reason; equal to itself only. */
export function unknown(why: string): Unknown {
  unknowns++;
  return { kind: "unknown", why, id: unknowns };
}

export function foreign(name: string, args: readonly Val[], keywords: ReadonlyMap<string, Val>): Plain {
  unknowns++;
  return { kind: "foreign", class: name, args, keywords, id: unknowns };
}

/** A string or path from pieces: a plain one when every piece is text. */
export function fromParts(makes: "string" | "path", parts: readonly Part[]): Plain {
  const joined: Part[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (typeof part === "string" && typeof last === "string") joined[joined.length - 1] = last + part;
    else if (part !== "") joined.push(part);
  }
  if (joined.length === 0) return { kind: makes, value: "" };
  const [first] = joined;
  if (joined.length === 1 && typeof first === "string") return { kind: makes, value: first };
  return { kind: "partial", makes, parts: joined };
}

/** A string of which nothing is known; equal symbols stand for equal text. */
export function symbolic(symbol: string, why: string): Plain {
  return { kind: "partial", makes: "string", parts: [{ symbol, why }] };
}

/** The pieces of a string, path or partly known one; null for anything else. */
export function partsOf(value: Val): readonly Part[] | null {
  if (value.kind === "string" || value.kind === "path") return [value.value];
  return value.kind === "partial" ? value.parts : null;
}

/** The same value, made at `at` unless it says already where it was made. */
export function madeAt<T extends Val>(value: T, at: FileSpan): T {
  return value.at === undefined ? { ...value, at } : value;
}

/** The text among the pieces. */
export function textOfParts(parts: readonly Part[]): string {
  return parts.map((part) => (typeof part === "string" ? part : "")).join("");
}

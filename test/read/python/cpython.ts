import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import type { PythonModule } from "../../../src/read/python/tree.ts";

export type Item = { readonly path: string } | { readonly text: string };

/** What CPython says of one item: its tree (digest or canonical JSON), its syntax error, or why it cannot be asked. */
export interface Answer {
  readonly digest?: string;
  readonly tree?: string;
  readonly ok?: boolean;
  readonly error?: string;
  readonly line?: number | null;
  readonly skip?: string;
}

/** Asks CPython's `ast` about many items in one process. */
export function askPython(
  python: string,
  items: readonly Item[],
  how: "digest" | "full" | "accept",
): Answer[] {
  const script = fileURLToPath(new URL("./dump_ast.py", import.meta.url));
  const input = JSON.stringify({ items, full: how === "full", accept: how === "accept" });
  const run = spawnSync(python, [script], { input, encoding: "utf8", maxBuffer: 1 << 30 });
  if (run.status !== 0) throw new Error(run.stderr.slice(-2000));
  const lines = run.stdout.trimEnd().split("\n");
  if (items.length > 0 && lines.length !== items.length) throw new Error("an answer for every item");
  return lines.map((line) => JSON.parse(line) as Answer);
}

export function digestOf(canonical: string): string {
  return createHash("md5").update(canonical).digest("hex");
}

/** Our tree as `dump_ast.py` prints CPython's: sorted keys, no positions inside f-strings, no nameSpan, no exact. */
export function canonical(module: PythonModule, text: string): string {
  return ascii(JSON.stringify(plain(module.body, text, false)));
}

function ascii(json: string): string {
  return json.replace(/[\u007f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

type Fields = Readonly<Record<string, unknown>>;

function plain(node: unknown, text: string, formatted: boolean): unknown {
  if (Array.isArray(node)) return node.map((each) => plain(each, text, formatted));
  if (typeof node === "bigint") return node.toString(16);
  if (typeof node !== "object" || node === null) return node;
  const fields = node as Fields;
  if ("start" in fields && "end" in fields && !("kind" in fields))
    return formatted ? null : [fields["start"], fields["end"]];
  const out: Record<string, unknown> = {};
  const kind = fields["kind"];
  for (const key of Object.keys(fields).sort()) {
    const value = fields[key];
    if (key === "nameSpan" || key === "exact") continue;
    if (key === "span" && (kind === "text" || kind === "field")) continue;
    if (key === "binds") {
      if (kind !== "opaque") out[key] = [...(value as string[])].sort();
    } else if (key === "text" && kind === "complex") continue;
    else if (key === "parameters")
      out[key] = plain(Array.isArray(value) ? value : (value as Fields)[key], text, formatted);
    else if (key === "value" && kind === "float") out[key] = doubleHex(value as number);
    else if (key === "value" && kind === "string" && !formatted && holdsNamed(fields, text)) out[key] = "?";
    else out[key] = plain(value, text, formatted || key === "parts");
  }
  return out;
}

function holdsNamed(fields: Fields, text: string): boolean {
  const span = fields["span"] as { start: number; end: number };
  return text.slice(span.start, span.end).includes("\\N{");
}

function doubleHex(value: number): string {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes.toString("hex");
}

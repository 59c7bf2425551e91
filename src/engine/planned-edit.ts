import type { SourceFile } from "../text/source-file.ts";
import type { FileSpan } from "../text/span.ts";
import { blanksAtEnd, linesAround } from "./lines-around.ts";
import { dropOption, withoutLine } from "./taken-out.ts";

/** A change of a file's text. Offsets are UTF-16 code units in the file as read. */
export interface Edit extends FileSpan {
  readonly text: string;
}

/**
 * A change as a rule asks for it. A rule does not see the text, so it says what must stand at the span: where something else stands (a
 * name, a call, a placeholder), there is no fix. A plain edit has no `how`.
 */
export type PlannedEdit =
  | (Edit & { readonly how?: undefined })
  /** The literal `was` becomes `text`; quotes, and an option's name before it, stay. */
  | (FileSpan & { readonly how: "replace"; readonly was: string; readonly text: string })
  /** Whatever stands there becomes `text`. */
  | (FileSpan & { readonly how: "literal"; readonly text: string })
  /** The string `was` of Python becomes the expression `text`, without quotes. */
  | (FileSpan & { readonly how: "replace-string"; readonly was: string; readonly text: string })
  /** Every `find` within the span becomes `text`; there must be one, and none with one of `unlessBefore` behind it. */
  | (FileSpan & {
      readonly how: "each";
      readonly find: string;
      readonly text: string;
      readonly unlessBefore?: string;
    })
  /** Python's True becomes False; a flag of a command is taken out. */
  | (FileSpan & { readonly how: "switch-off" })
  /** A word of nginx goes, with its quotes and the blanks before it. */
  | (FileSpan & { readonly how: "remove-word" })
  /** A double quote before and behind a piece of nginx's word `word`, escaped as that needs. */
  | (FileSpan & { readonly how: "quote"; readonly word: FileSpan })
  /** The statement goes, with its line when nothing else stands on it. */
  | (FileSpan & { readonly how: "remove" })
  /** A new first entry of the dict that begins at the span. */
  | (FileSpan & { readonly how: "entry-first"; readonly key: string; readonly value: string })
  /** A new entry after the one whose key is `after` and whose value is the span. */
  | (FileSpan & {
      readonly how: "entry-after";
      readonly after: string;
      readonly key: string;
      readonly value: string;
    })
  /** A new line before or after the lines of the span, indented as they are, with the `=` of a setting spaced as there. */
  | (FileSpan & { readonly how: "line-before" | "line-after"; readonly text: string })
  /** A new first line between the braces that follow the span. */
  | (FileSpan & { readonly how: "line-in-braces"; readonly text: string })
  /** Right behind the word of the span, and the quote that closes it. */
  | (FileSpan & { readonly how: "behind-word"; readonly text: string });

/** The edits that do what is planned, in order of place; null when the text is not as the rule takes it to be. */
export function settled(
  planned: readonly PlannedEdit[],
  sources: ReadonlyMap<string, SourceFile>,
): readonly Edit[] | null {
  const edits: Edit[] = [];
  for (const plan of planned) {
    if (plan.how === undefined) {
      edits.push(plan);
      continue;
    }
    const source = sources.get(plan.file);
    if (source === undefined || isTemplate(source) || plan.end > source.text.length) return null;
    const { text } = source;
    const own = editsOf(plan, text);
    if (own === null) return null;
    edits.push(...own.map((edit) => ({ file: plan.file, ...edit })));
  }
  return edits;
}

type Change = Omit<Edit, "file">;

function editsOf(plan: Exclude<PlannedEdit, { how?: undefined }>, text: string): readonly Change[] | null {
  const { start, end } = plan;
  switch (plan.how) {
    case "replace":
      return one(replaced(plan, text));
    case "literal":
      return [{ start, end, text: plan.text }];
    case "replace-string":
      return isString(text.slice(start, end), plan.was) ? [{ start, end, text: plan.text }] : null;
    case "each":
      return eachOf(plan, text);
    case "switch-off":
      return text.slice(start, end) === "True"
        ? [{ start, end, text: "False" }]
        : one(dropOption(text, start, end));
    case "remove-word":
      return one(removeWord(plan, text));
    case "quote": {
      const around = quoteAround(text, plan.word);
      const quote = around === '"' ? '\\"' : '"';
      if (around === "" && start === plan.word.start) return null;
      return [
        { start, end: start, text: quote },
        { start: end, end, text: quote },
      ];
    }
    case "remove":
      return one(withoutLine(text, start, end));
    case "entry-first":
      return one(entryFirst(plan, text));
    case "entry-after":
      return one(entryAfter(plan, text));
    case "line-before":
    case "line-after":
      return one(newLine(plan, text));
    case "line-in-braces":
      return one(lineInBraces(plan, text));
    case "behind-word": {
      const at = end + quoteAround(text, plan).length;
      return [{ start: at, end: at, text: plan.text }];
    }
  }
}

/** The quote that encloses a word of nginx, whose span leaves it out; empty for a bare word. */
function quoteAround(text: string, { start, end }: { start: number; end: number }): string {
  const quote = text.charAt(end);
  return (quote === '"' || quote === "'") && text.charAt(start - 1) === quote ? quote : "";
}

function removeWord(plan: PlannedEdit & { how: "remove-word" }, text: string): Change | null {
  const quote = quoteAround(text, plan).length;
  const [start, end] = [plan.start - quote, plan.end + quote];
  const line = linesAround(text, start, end);
  if (line === null) return null;
  if (line.before.trim() !== "") return { start: start - blanksAtEnd(line.before), end, text: "" };
  const above = line.start === 0 ? null : linesAround(text, line.start - 1, line.start - 1);
  // what follows the word must not slip into a comment
  if (above === null || above.before.includes("#")) return { start, end, text: "" };
  return { start: above.start + above.before.trimEnd().length, end, text: "" };
}

function one(change: Change | null): readonly Change[] | null {
  return change === null ? null : [change];
}

const templates = new WeakMap<SourceFile, boolean>();

/** Jinja, Helm and ERB decide what stands in such a file; a change that is right in one case may be wrong in the next. */
function isTemplate(source: SourceFile): boolean {
  const known = templates.get(source);
  if (known !== undefined) return known;
  const marks = source.path.endsWith(".py") ? /\{%[-+\s]|<%/ : /\{%[-+\s]|\{\{[-~]?\s?[\w.$]|<%/;
  const found = marks.test(source.text);
  templates.set(source, found);
  return found;
}

function replaced(plan: PlannedEdit & { how: "replace" }, text: string): Change | null {
  const { start, end, was, file } = plan;
  const written = text.slice(start, end);
  if (written === was) return { start, end, text: plan.text };
  if (file.endsWith(".py")) {
    return isString(written, was) && !/["'\\]/.test(plan.text)
      ? { start: start + 1, end: end - 1, text: plan.text }
      : null;
  }
  const last = written.charAt(written.length - 1);
  const quote = last === '"' || last === "'" ? last : "";
  const from = written.length - quote.length - was.length;
  const before = written.charAt(from - 1);
  if (from < 1 || !written.startsWith(was, from)) return null;
  if (quote === "" ? !/[\s=]/.test(before) : before !== quote && before !== "=") return null;
  return { start: start + from, end: start + from + was.length, text: plan.text };
}

/** Is what is written one plain string of Python, or of JSON, with just this value? */
function isString(written: string, value: string): boolean {
  const quote = written.charAt(0);
  return (quote === '"' || quote === "'") && !value.includes("\\") && written === `${quote}${value}${quote}`;
}

function eachOf(plan: PlannedEdit & { how: "each" }, text: string): readonly Change[] | null {
  const { find, end } = plan;
  const found: Change[] = [];
  for (let at = text.indexOf(find, plan.start); at >= 0 && at + find.length <= end && find !== "";) {
    const next = text.charAt(at + find.length);
    if (next !== "" && plan.unlessBefore?.includes(next) === true) return null;
    found.push({ start: at, end: at + find.length, text: plan.text });
    at = text.indexOf(find, at + find.length);
  }
  return found.length === 0 ? null : found;
}

function entryFirst(plan: PlannedEdit & { how: "entry-first" }, text: string): Change | null {
  if (text.charAt(plan.start) !== "{") return null;
  const at = plan.start + 1;
  const rest = /^([ \t]*(?:#[^\r\n]*)?(\r?\n))?([ \t]*)(["'])/.exec(text.slice(at, at + 2000));
  // what stands first is no string, or there is nothing
  if (rest === null) return null;
  const [, line, eol, blank = "", quote = '"'] = rest;
  const entry = `${quote}${plan.key}${quote}: ${plan.value},`;
  if (line === undefined) return { start: at, end: at, text: `${entry}${blank === "" ? " " : blank}` };
  const place = at + line.length;
  return { start: place, end: place, text: `${blank}${entry}${eol ?? "\n"}` };
}

function entryAfter(plan: PlannedEdit & { how: "entry-after" }, text: string): Change | null {
  const line = linesAround(text, plan.start, plan.end);
  const key = /(["'])(\w{1,50})\1[ \t]{0,9}:[ \t]{0,9}$/.exec(line?.before.slice(-99) ?? "");
  if (line === null || key === null || key[2] !== plan.after) return null;
  if (!/^["']/.test(text.slice(plan.start, plan.end))) return null;
  const quote = key[1] ?? '"';
  const indent = line.before.slice(0, line.before.length - key[0].length);
  const rest = line.after.trimStart().replace(/^,/, "").trimStart();
  const isAlone = indent.trim() === "" && (rest === "" || rest.startsWith("#"));
  const glue = isAlone ? `,${line.eol}${indent}` : ", ";
  const entry = `${glue}${quote}${plan.key}${quote}: ${plan.value}`;
  return { start: plan.end, end: plan.end, text: entry };
}

function newLine(plan: PlannedEdit & { how: "line-before" | "line-after" }, text: string): Change | null {
  const line = linesAround(text, plan.start, plan.end);
  if (line === null) return null;
  const indent = /^[ \t]*/.exec(line.before)?.[0] ?? "";
  const at = plan.how === "line-before" ? line.start : line.next;
  const isUnended = at > 0 && text.charAt(at - 1) !== "\n";
  const equals = /^[ \t]*[\w.-]{1,60}([ \t]{0,9}[=:][ \t]{0,9})$/.exec(line.before)?.[1] ?? "=";
  const own = `${indent}${plan.text.replace("=", equals)}`;
  return { start: at, end: at, text: isUnended ? `${line.eol}${own}` : `${own}${line.eol}` };
}

function lineInBraces(plan: PlannedEdit & { how: "line-in-braces" }, text: string): Change | null {
  const open = /^[^{}#]{0,2000}\{[ \t]*(\r?\n)([ \t]*)(?=\S)/.exec(text.slice(plan.end, plan.end + 4000));
  if (open === null || text.charAt(plan.end + open[0].length) === "}") return null;
  const at = plan.end + open[0].length;
  return { start: at, end: at, text: `${plan.text}${open[1] ?? "\n"}${open[2] ?? ""}` };
}

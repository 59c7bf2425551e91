import { decoder, type Decoded } from "../../text/decoded.ts";
import type { Span } from "../../text/span.ts";

/** What `readMakefile` makes of a file: the recipe lines of its targets, with variables put in. */
export interface MakeRecipe {
  readonly target: string;
  readonly targetSpan: Span;
  /**
   * One line of the recipe as the shell gets it, without `@`, `-` and `+`. A variable that only the environment can tell stands as the shell would
   * write it, `${PORT}`; a function or anything else that make works out is `${make}`.
   */
  readonly command: Decoded;
  readonly span: Span;
}

interface Variable {
  readonly value: Decoded;
  /** False within a condition, or after `?=`, where the environment wins. */
  readonly isSure: boolean;
}

const ASSIGNMENT = /^(?:export\s+|override\s+)*([A-Za-z_][\w.-]*)\s*(\?=|\+=|:{0,3}=|!=)\s*(.*)$/s;
/** Deeper references than this are left to make. */
const DEEPEST = 8;
/** More references in one line, a longer value, or more targets of one rule are left to make as well. */
const MOST_REFERENCES = 2000;
const LONGEST = 4000;
const MOST_TARGETS = 20;

/**
 * Reads a makefile for its recipes (GNU make 4.3: "Recipe Syntax", "How to Use Variables"). Rules by patterns, `define` and included files are left
 * out. Never throws; linear but for the variables, which are put in up to a depth.
 */
export function readMakefile(text: string): readonly MakeRecipe[] {
  const variables = new Map<string, Variable>();
  const recipes: { target: Target; line: Decoded }[] = [];
  let targets: readonly Target[] = [];
  let depth = 0;
  let inDefine = false;
  for (const line of logicalLines(text)) {
    const { value } = line;
    if (inDefine) {
      inDefine = !/^\s*endef\b/.test(value);
      continue;
    }
    if (value.startsWith("\t")) {
      for (const target of targets) recipes.push({ target, line });
      continue;
    }
    const trimmed = value.trim();
    if (trimmed === "" || trimmed.startsWith("#")) continue;
    if (/^(?:ifeq|ifneq|ifdef|ifndef)\b/.test(trimmed)) depth++;
    else if (/^endif\b/.test(trimmed)) depth = Math.max(0, depth - 1);
    else if (/^(?:override\s+|export\s+)*define\b/.test(trimmed)) inDefine = true;
    else if (/^(?:else|-?include|sinclude|vpath|unexport|undefine)\b/.test(trimmed)) continue;
    else {
      const assignment = ASSIGNMENT.exec(value.trimStart());
      if (assignment !== null) assign(assignment, line, depth, variables);
      else targets = targetsOf(line);
    }
  }
  return recipes.flatMap(({ target, line }): MakeRecipe[] => {
    const command = expanded(afterPrefix(line), variables, target.name);
    if (command.value.trim() === "") return [];
    const start = line.starts[0] ?? line.end;
    return [{ target: target.name, targetSpan: target.span, command, span: { start, end: line.end } }];
  });
}

interface Target {
  readonly name: string;
  readonly span: Span;
}

function targetsOf(line: Decoded): Target[] {
  const colon = line.value.indexOf(":");
  const names = line.value.slice(0, Math.max(colon, 0));
  if (/[#=]/.test(names)) return [];
  const found: Target[] = [];
  for (const match of names.matchAll(/\S+/g)) {
    if (/[%$(]/.test(match[0]) || /^\.[A-Z]/.test(match[0])) continue;
    if (found.length === MOST_TARGETS) break;
    const start = line.starts[match.index] ?? line.end;
    found.push({ name: match[0], span: { start, end: start + match[0].length } });
  }
  return found;
}

function assign(
  match: RegExpExecArray,
  line: Decoded,
  depth: number,
  variables: Map<string, Variable>,
): void {
  const [, name = "", operator = "=", raw = ""] = match;
  const from = line.value.length - raw.length;
  const hash = raw.search(/(?<!\\)#/);
  const text = hash < 0 ? raw : raw.slice(0, hash);
  const value = piece(line, from, from + text.length);
  const before = variables.get(name);
  const isPlain = operator === "=" || operator === ":=" || operator === "::=" || operator === ":::=";
  if (operator === "?=" && before !== undefined) return;
  if (operator === "+=" && before !== undefined) {
    if (before.value.value.length > LONGEST) return void variables.set(name, { ...before, isSure: false });
    variables.set(name, { value: joined(before.value, value), isSure: before.isSure && depth === 0 });
  } else variables.set(name, { value, isSure: isPlain && depth === 0 });
}

function joined(a: Decoded, b: Decoded): Decoded {
  const blank = a.starts.at(-1) ?? a.end;
  return { value: `${a.value} ${b.value}`, starts: [...a.starts, blank, ...b.starts], end: b.end };
}

function piece(line: Decoded, from: number, to: number): Decoded {
  return {
    value: line.value.slice(from, to),
    starts: line.starts.slice(from, to),
    end: line.starts[to] ?? line.end,
  };
}

/** A recipe line without its tab and the `@`, `-` and `+` before the command. */
function afterPrefix(line: Decoded): Decoded {
  const length = /^[\s@+-]*/.exec(line.value)?.[0].length ?? 0;
  return piece(line, length, line.value.length);
}

/** The line with its variables put in. */
function expanded(line: Decoded, variables: ReadonlyMap<string, Variable>, target: string): Decoded {
  const out = decoder();
  let references = 0;
  put(line, DEEPEST, null);
  return out.result(line.end);

  /** `place`: where everything is said to stand, for the value of a variable. */
  function put(text: Decoded, depth: number, place: number | null): void {
    const { value } = text;
    for (let at = 0; at < value.length; at++) {
      const start = place ?? text.starts[at] ?? text.end;
      const char = value.charAt(at);
      if (char !== "$") {
        out.add(char, start);
        continue;
      }
      const next = value.charAt(at + 1);
      if (next === "$" || next === "") {
        out.add("$", start);
        at++;
        continue;
      }
      const reference = referenceAt(value, at + 1);
      at += reference.length;
      const variable = variables.get(reference.name);
      if (reference.name === "@") out.add(target, start);
      else if (!/^[A-Za-z_][\w.-]*$/.test(reference.name)) out.add("${make}", start);
      else if (variable === undefined) out.add(`\${${reference.name.replace(/\W/g, "_")}}`, start);
      else if (!variable.isSure) out.add(`\${${reference.name.replace(/\W/g, "_")}}`, start);
      else if (depth <= 0 || out.length() > LONGEST || ++references > MOST_REFERENCES)
        out.add("${make}", start);
      else put(variable.value, depth - 1, start);
    }
  }
}

/** The name of `$X`, `$(NAME)` or `${NAME}`, with nested brackets, and how many characters it takes behind the dollar sign. */
function referenceAt(text: string, at: number): { name: string; length: number } {
  const open = text.charAt(at);
  const close = open === "(" ? ")" : open === "{" ? "}" : null;
  if (close === null) return { name: open, length: 1 };
  let depth = 0;
  for (let end = at; end < text.length; end++) {
    if (text.charAt(end) === open) depth++;
    else if (text.charAt(end) === close && --depth === 0)
      return { name: text.slice(at + 1, end), length: end + 1 - at };
  }
  return { name: text.slice(at), length: text.length - at };
}

/** Lines with their continuations: in a recipe the backslash and the newline stay for the shell, elsewhere they are one space. */
function* logicalLines(text: string): Generator<Decoded> {
  let out = decoder();
  let isRecipe = false;
  let isContinued = false;
  let start = 0;
  for (const raw of text.split("\n")) {
    const line = raw.replace(/\r$/, "");
    if (!isContinued) isRecipe = line.startsWith("\t");
    let slashes = 0;
    while (slashes < line.length && line.charAt(line.length - 1 - slashes) === "\\") slashes++;
    const goesOn = slashes % 2 === 1;
    let from = isContinued && isRecipe && line.startsWith("\t") ? 1 : 0;
    let to = line.length;
    if (!isRecipe) {
      // The blanks on both sides go with the backslash.
      if (goesOn) to--;
      while (goesOn && to > 0 && isBlank(line.charAt(to - 1))) to--;
      while (isContinued && from < to && isBlank(line.charAt(from))) from++;
    }
    for (let i = from; i < to; i++) out.add(line.charAt(i), start + i);
    if (goesOn) out.add(isRecipe ? "\n" : " ", start + line.length);
    else {
      yield out.result(start + line.length);
      out = decoder();
    }
    isContinued = goesOn;
    start += raw.length + 1;
  }
  if (isContinued) yield out.result(text.length);
}

function isBlank(char: string): boolean {
  return char === " " || char === "\t";
}

import { decoder, writtenSpan, type Decoded } from "../../text/decoded.ts";
import type { Span } from "../../text/span.ts";
import { jsonWords } from "./json-words.ts";
import type { LogicalLine, RawDocument } from "./lines.ts";
import type { Command, DockerWord, DockerfileProblem, Flag, Instruction, Pair } from "./tree.ts";
import { dockerWord, skipBlanks, slice, wordRanges } from "./words.ts";

/** An instruction's name, flags and the rest of its line. */
export interface Head {
  readonly name: string;
  readonly flags: readonly Flag[];
  readonly rest: Decoded;
  readonly span: Span;
}

export type Report = (message: string, span: Span) => void;

/** Splits `NAME --flag=value rest`. */
export function readHead(line: Decoded, escape: string): Head {
  let at = 0;
  while (at < line.value.length && !/\s/.test(line.value.charAt(at))) at++;
  const name = line.value.slice(0, at).toLowerCase();
  const flags: Flag[] = [];
  for (at = skipBlanks(line.value, at); line.value.startsWith("--", at); at = skipBlanks(line.value, at)) {
    const [range] = wordRanges(firstWord(line.value, at, escape), 0, escape);
    const to = at + (range?.to ?? 0);
    if (to - at <= 2) {
      at = to;
      break;
    }
    const equals = line.value.slice(at, to).indexOf("=");
    const value = equals < 0 ? null : dockerWord(slice(line, at + equals + 1, to), escape);
    flags.push({
      name: line.value.slice(at + 2, equals < 0 ? to : at + equals),
      value,
      span: writtenSpan(line, at, to),
    });
    at = to;
  }
  return {
    name,
    flags,
    rest: slice(line, at, line.value.length),
    span: writtenSpan(line, 0, line.value.length),
  };
}

/** The text from `at` to the first blank outside of quotes. */
function firstWord(line: string, at: number, escape: string): string {
  let quote = "";
  for (let i = at; i < line.length; i++) {
    const char = line.charAt(i);
    if (quote === "" && /\s/.test(char)) return line.slice(at, i);
    if (char === escape && quote !== "'") i++;
    else if (quote === "" && (char === '"' || char === "'")) quote = char;
    else if (char === quote) quote = "";
  }
  return line.slice(at);
}

/** The instruction of a line, or null after reporting why docker refuses it. `FROM` is not one of these. */
export function readInstruction(
  head: Head,
  line: LogicalLine,
  escape: string,
  report: Report,
): Instruction | null {
  const { name, flags, rest, span } = head;
  const base = { flags, span };
  const words = (): DockerWord[] =>
    wordRanges(rest.value, 0, escape).map(({ from, to }) => dockerWord(slice(rest, from, to), escape));
  if (rest.value.trim() === "" && name !== "cmd" && name !== "entrypoint" && name !== "run") {
    report(`${name.toUpperCase()} requires at least one argument`, span);
    return null;
  }
  switch (name) {
    case "env":
    case "label":
    case "arg": {
      const pairs = readPairs(name, rest, escape);
      if (!("message" in pairs)) return { kind: name, pairs: pairs.pairs, ...base };
      report(pairs.message, span);
      return null;
    }
    case "run":
    case "cmd":
    case "entrypoint":
    case "shell": {
      const command = readCommand(rest, line.documents, report);
      if (name !== "shell" || command.form === "exec") return { kind: name, command, ...base };
      report("SHELL requires the arguments to be in JSON form", span);
      return null;
    }
    case "copy":
    case "add": {
      const all = listWords(rest, words, report);
      const target = all.pop();
      if (target === undefined || all.length === 0) {
        report(
          `${name.toUpperCase()} requires at least two arguments, but only one was provided. Destination could not be determined`,
          span,
        );
        return null;
      }
      const documents = line.documents.map(({ delimiter, text }) => ({
        name: delimiter.name,
        text,
        expands: delimiter.expands,
      }));
      return { kind: name, sources: all, target, documents, ...base };
    }
    case "volume":
      return { kind: name, words: listWords(rest, words, report), ...base };
    case "expose":
      return { kind: name, words: words(), ...base };
    case "user":
    case "workdir":
    case "stopsignal":
      return { kind: name, value: dockerWord(rest, escape), ...base };
    case "maintainer":
      return { kind: name, ...base };
    case "healthcheck":
      return readHealthcheck(head, line, report);
    case "onbuild": {
      const inner = readHead(rest, escape);
      if (inner.name === "onbuild" || inner.name === "from" || inner.name === "maintainer") {
        report(`${inner.name.toUpperCase()} isn't allowed as an ONBUILD trigger`, span);
        return null;
      }
      const instruction = readInstruction(inner, line, escape, report);
      return instruction === null ? null : { kind: name, instruction, ...base };
    }
    default:
      report(`unknown instruction: ${name}`, span);
      return null;
  }
}

function readHealthcheck(head: Head, line: LogicalLine, report: Report): Instruction | null {
  const { flags, rest, span } = head;
  const type = /^\S+/.exec(rest.value)?.[0] ?? "";
  if (type.toUpperCase() === "NONE") return { kind: "healthcheck", command: null, flags, span };
  if (type.toUpperCase() === "CMD") {
    const at = skipBlanks(rest.value, type.length);
    return {
      kind: "healthcheck",
      command: readCommand(slice(rest, at, rest.value.length), line.documents, report),
      flags,
      span,
    };
  }
  report(`Unknown type ${JSON.stringify(type)} in HEALTHCHECK (try CMD)`, span);
  return null;
}

function readCommand(rest: Decoded, documents: readonly RawDocument[], report: Report): Command {
  const words = jsonWords(rest);
  if (words === "not-strings")
    report(
      "when using JSON array syntax, arrays must be comprised of strings only",
      writtenSpan(rest, 0, rest.value.length),
    );
  else if (words !== null) return { form: "exec", words };
  const [only] = documents;
  if (only !== undefined && documents.length === 1 && /^\d*<<-?[^<\s]+\s*$/.test(rest.value))
    return { form: "shell", script: only.text };
  return { form: "shell", script: documents.length === 0 ? rest : withDocuments(rest, documents) };
}

/** The line with its here-documents behind it, as the shell gets it. */
function withDocuments(rest: Decoded, documents: readonly RawDocument[]): Decoded {
  const out = decoder();
  const append = (piece: Decoded, suffix: string): void => {
    for (let i = 0; i < piece.value.length; i++) out.add(piece.value.charAt(i), piece.starts[i] ?? piece.end);
    out.add(suffix, Math.max(piece.end - 1, 0));
  };
  append(rest, "\n");
  for (const { text, closing } of documents) {
    append(text, "");
    append(closing, "\n");
  }
  return out.result(documents.at(-1)?.closing.end ?? rest.end);
}

function listWords(rest: Decoded, words: () => DockerWord[], report: Report): DockerWord[] {
  const json = jsonWords(rest);
  if (json === null) return words();
  if (json === "not-strings") {
    report(
      "when using JSON array syntax, arrays must be comprised of strings only",
      writtenSpan(rest, 0, rest.value.length),
    );
    return [];
  }
  return json.map(({ value, span }) => ({
    parts: value === "" ? [] : [{ kind: "text", value, span }],
    span,
  }));
}

/** `NAME=value ...`, or the old `NAME value` of `ENV` and `LABEL`. */
function readPairs(
  kind: "env" | "label" | "arg",
  rest: Decoded,
  escape: string,
): { pairs: Pair[] } | Pick<DockerfileProblem, "message"> {
  const ranges = wordRanges(rest.value, 0, escape);
  const pairs: Pair[] = [];
  const [first] = ranges;
  if (kind !== "arg" && first !== undefined && !rest.value.slice(first.from, first.to).includes("=")) {
    const from = skipBlanks(rest.value, first.to);
    if (from >= rest.value.length) return { message: `${kind.toUpperCase()} must have two arguments` };
    const value = dockerWord(slice(rest, from, rest.value.length), escape);
    return { pairs: [{ name: dockerWord(slice(rest, first.from, first.to), escape), value }] };
  }
  for (const { from, to } of ranges) {
    const equals = rest.value.slice(from, to).indexOf("=");
    if (equals < 0 && kind !== "arg") {
      return {
        message: `Syntax error - can't find = in ${JSON.stringify(rest.value.slice(from, to))}. Must be of the form: name=value`,
      };
    }
    const nameEnd = equals < 0 ? to : from + equals;
    const value = equals < 0 ? null : dockerWord(slice(rest, nameEnd + 1, to), escape);
    pairs.push({ name: dockerWord(slice(rest, from, nameEnd), escape), value });
  }
  return { pairs };
}

import { writtenSpan, type Decoded } from "../../text/decoded.ts";
import { expand } from "./expand.ts";
import type {
  CommandPrefix,
  Specifiers,
  UnitCommand,
  UnitPart,
  UnitProblem,
  UnitValue,
  UnitWord,
  UnitWords,
} from "./tree.ts";
import { isBlank, nextWord } from "./words.ts";

const UNKNOWN: Specifiers = () => null;

/**
 * The words of a value that systemd unquotes, such as `Environment=` or `LogsDirectory=`: quotes removed, escapes and specifiers
 * applied, `$` left alone. A word with a specifier that does not exist is left out; at a quote that is never closed or an unknown escape
 * systemd gives up: the words before stand.
 */
export function splitWords(value: UnitValue, specifiers: Specifiers = UNKNOWN): UnitWords {
  const words: UnitWord[] = [];
  const errors: UnitProblem[] = [];
  const badEscapes: UnitProblem[] = [];
  const warn = ({ span }: UnitProblem): unknown =>
    badEscapes.push({ message: "Invalid syntax, ignoring", span, fatal: true });
  for (let at = 0; ;) {
    const word = nextWord(value, at, warn);
    if (badEscapes.length > 0) return { words, errors: [...errors, ...badEscapes.slice(0, 1)] };
    if (word === null) return { words, errors };
    if ("message" in word) return { words, errors: [...errors, word] };
    const { parts, errors: bad } = expand(word.decoded, specifiers, false);
    if (bad.length === 0) words.push({ parts, span: word.span });
    errors.push(...bad.slice(0, 1));
    at = word.next;
  }
}

/** A value that systemd takes whole, such as `User=` or `StandardOutput=`: only specifiers are applied. */
export function expandValue(
  value: UnitValue,
  specifiers: Specifiers = UNKNOWN,
): { readonly parts: readonly UnitPart[]; readonly errors: readonly UnitProblem[] } {
  return expand(value, specifiers, false);
}

/**
 * The commands of one `ExecStart=` line (systemd `load-fragment.c` `config_parse_exec`, 252). Several are separated by a lone `;`.
 * An error means that systemd ignores the line, or with `fatal` refuses the unit; commands before it on the line stand.
 */
export function splitCommand(
  value: UnitValue,
  specifiers: Specifiers = UNKNOWN,
): { readonly commands: readonly UnitCommand[]; readonly errors: readonly UnitProblem[] } {
  const commands: UnitCommand[] = [];
  const errors: UnitProblem[] = [];
  const warn = (problem: UnitProblem): unknown => errors.push(problem);
  for (let at = 0; at < value.value.length;) {
    const first = nextWord(value, at, warn);
    if (first === null) break;
    if ("message" in first) return { commands, errors: [...errors, first] };
    if (first.decoded.value === ";") {
      at = first.next;
      continue;
    }
    const { prefixes, length } = readPrefixes(first.decoded.value);
    const path = cut(first.decoded, length);
    const expanded = expand(path, specifiers, false);
    if (expanded.errors.length > 0) return { commands, errors: [...errors, ...expanded.errors] };
    const pathWord: UnitWord = { parts: expanded.parts, span: writtenSpan(path, 0, path.value.length) };
    const problem = pathProblem(pathWord);
    if (problem !== null)
      return { commands, errors: [...errors, { message: problem, span: first.span, fatal: true }] };
    const argv: UnitWord[] = prefixes.includes("@") ? [] : [pathWord];
    let end = first.span.end;
    at = first.next;
    while (at < value.value.length) {
      if (isLone(value, at, ";")) {
        at += 1;
        break;
      }
      if (isLone(value, at, "\\;")) {
        const span = {
          start: value.starts[at] ?? value.end,
          end: (value.starts[at + 1] ?? value.end - 1) + 1,
        };
        argv.push({ parts: [{ kind: "text", value: ";", span }], span });
        end = span.end;
        at += 2;
        while (isBlank(value.value.charAt(at))) at++;
        continue;
      }
      const word = nextWord(value, at, warn);
      if (word === null) break;
      if ("message" in word) return { commands, errors: [...errors, word] };
      const { parts, errors: bad } = expand(word.decoded, specifiers, !prefixes.includes(":"));
      if (bad.length > 0) return { commands, errors: [...errors, ...bad] };
      argv.push({ parts, span: word.span });
      end = word.span.end;
      at = word.next;
    }
    if (argv.length === 0) {
      return {
        commands,
        errors: [
          ...errors,
          { message: "Empty executable name or zeroeth argument", span: first.span, fatal: true },
        ],
      };
    }
    commands.push({ prefixes, path: pathWord, argv, span: { start: first.span.start, end } });
    while (isBlank(value.value.charAt(at))) at++;
  }
  return { commands, errors };
}

/** Each of `@`, `-`, `:` once, and one of `+`, `!`, `!!`, in any order. */
function readPrefixes(word: string): { prefixes: CommandPrefix[]; length: number } {
  const prefixes: CommandPrefix[] = [];
  let length = 0;
  for (;;) {
    const char = word.charAt(length);
    const hasRights = prefixes.some((prefix) => prefix === "+" || prefix === "!" || prefix === "!!");
    if ((char === "@" || char === "-" || char === ":") && !prefixes.includes(char)) prefixes.push(char);
    else if ((char === "+" || char === "!") && !hasRights) prefixes.push(char);
    else if (char === "!" && prefixes.includes("!")) prefixes[prefixes.indexOf("!")] = "!!";
    else return { prefixes, length };
    length++;
  }
}

function cut(decoded: Decoded, from: number): Decoded {
  return { value: decoded.value.slice(from), starts: decoded.starts.slice(from), end: decoded.end };
}

function pathProblem(word: UnitWord): string | null {
  if (word.parts.length === 0) return "Empty path in command line, ignoring";
  let path = "";
  for (const part of word.parts) {
    if (part.kind !== "text") return null;
    path += part.value;
  }
  if (/[\p{Cc}"'\\]/u.test(path)) return "Executable name contains special characters";
  if (path.endsWith("/")) return "Executable path specifies a directory";
  const isName = !path.includes("/") && path !== "." && path !== ".." && path.length <= 255;
  return path.startsWith("/") || isName ? null : "Neither a valid executable name nor an absolute path";
}

/** Whether `token` stands at `at` as a word of its own. */
function isLone(value: UnitValue, at: number, token: string): boolean {
  const after = value.value.charAt(at + token.length);
  return value.value.startsWith(token, at) && (after === "" || isBlank(after));
}

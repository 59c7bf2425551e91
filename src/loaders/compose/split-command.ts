/** A word of a command string: its text, and where it stands in the string, quotes included. */
export interface CommandWord {
  readonly value: string;
  readonly start: number;
  readonly end: number;
  /** Index in the string of each code unit of `value`. */
  readonly places: readonly number[];
}

/**
 * Splits `command:` and `entrypoint:` as docker compose v2 does (compose-go `types/command.go` with go-shellwords 1.0.12): as a shell would,
 * but without variables; backslashes count in double quotes too (`\n` and `\t` are a newline and a tab), reading stops at an unquoted
 * `;`, `&`, `|`, `<` or `>`, and an unquoted bracket is refused unless it is a `$(...)`. `stopped` is the offset of what ends it early.
 */
export function splitCommandString(text: string): {
  readonly words: readonly CommandWord[];
  readonly error: string | null;
  readonly stopped: number | null;
} {
  const words: CommandWord[] = [];
  let value: string[] = [];
  let places: number[] = [];
  let start = -1;
  let quote: "" | "'" | '"' | "`" | "$" = "";
  let escaped = false;
  let has = false;
  const emit = (end: number): void => {
    if (has) words.push({ value: value.join(""), start, end, places });
    value = [];
    places = [];
    start = -1;
    has = false;
  };
  const add = (char: string, at: number): void => {
    value.push(char);
    places.push(at);
    has = true;
  };
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (start < 0 && !/[ \t\r\n]/.test(char)) start = i;
    if (escaped) {
      escaped = false;
      if (quote === "`" || quote === "$") add("\\", i - 1);
      const plain = quote === "`" || quote === "$";
      add(plain ? char : char === "t" ? "\t" : char === "n" ? "\n" : char, i);
    } else if (char === "\\") {
      if (quote === "'") add(char, i);
      else escaped = true;
    } else if (/[ \t\r\n]/.test(char)) {
      if (quote === "") emit(i);
      else add(char, i);
    } else if (char === "`" && (quote === "" || quote === "`")) {
      add(char, i);
      quote = quote === "`" ? "" : "`";
    } else if (char === "(" && (quote === "" || quote === "$")) {
      if (quote === "$" || value.at(-1) !== "$") return refused(words);
      add(char, i);
      quote = "$";
    } else if (char === ")" && (quote === "" || quote === "$")) {
      if (quote === "") return refused(words);
      add(char, i);
      quote = "";
    } else if (char === '"' && (quote === "" || quote === '"')) {
      if (quote === '"') has = true;
      quote = quote === '"' ? "" : '"';
    } else if (char === "'" && (quote === "" || quote === "'")) {
      if (quote === "'") has = true;
      quote = quote === "'" ? "" : "'";
    } else if (quote === "" && /[;&|<>]/.test(char)) {
      // `2>file`: the number belongs to the redirection.
      if (char === ">" && value.length > 0 && value.every((each) => each >= "0" && each <= "9")) has = false;
      emit(i);
      return { words, error: null, stopped: i };
    } else add(char, i);
  }
  if (escaped || quote !== "") return refused(words);
  emit(text.length);
  return { words, error: null, stopped: null };
}

function refused(words: readonly CommandWord[]): {
  readonly words: readonly CommandWord[];
  readonly error: string;
  readonly stopped: null;
} {
  return { words, error: "invalid command line string", stopped: null };
}

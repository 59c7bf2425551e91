import type { LaunchEnvironment, LaunchWord } from "../../model/launch.ts";
import type { Specifiers, UnitPart, UnitWord } from "../../read/unit/tree.ts";
import { basename } from "../../text/path.ts";
import type { FileSpan } from "../../text/span.ts";
import { splitShellWords } from "../gunicorn/shell-words.ts";
import { joinValues, unknownValue, type ShellValue } from "../shell/shell-value.ts";
import { lookUpVariable } from "../shell/state.ts";

/** What `%n` and its like are for a unit of the system manager (systemd.unit(5), "Specifiers"). */
export function unitSpecifiers(file: string): Specifiers {
  const name = basename(file);
  const stem = name.replace(/\.\w+$/, "");
  const at = stem.indexOf("@");
  const prefix = at < 0 ? stem : stem.slice(0, at);
  // The instance of a template is chosen when it is started.
  const isTemplate = at >= 0 && at === stem.length - 1;
  const instance = at < 0 ? "" : isTemplate ? null : stem.slice(at + 1);
  const fixed: Readonly<Record<string, string | null>> = {
    n: isTemplate ? null : name,
    N: isTemplate ? null : stem,
    p: prefix,
    P: prefix.includes("\\") ? null : prefix,
    i: instance,
    I: instance?.includes("-") === true ? null : instance,
    j: prefix.slice(prefix.lastIndexOf("-") + 1),
    h: "/root",
    u: "root",
    U: "0",
    g: "root",
    G: "0",
    t: "/run",
    S: "/var/lib",
    C: "/var/cache",
    L: "/var/log",
    E: "/etc",
    T: "/tmp",
    V: "/var/tmp",
  };
  return (letter) => (Object.hasOwn(fixed, letter) ? (fixed[letter] ?? null) : null);
}

/** A value of parts without variables, as one text. */
export function partsValue(parts: readonly UnitPart[], environment: LaunchEnvironment | null): ShellValue {
  const pieces = parts.map((part): ShellValue => {
    switch (part.kind) {
      case "text":
        return { value: part.value };
      case "specifier":
        return unknownValue(`%${part.letter}`, `%${part.letter} depends on the machine or the instance`);
      case "variable":
        return environment === null
          ? { value: `\${${part.name}}` }
          : (lookUpVariable(environment, part.name) ?? { value: "" });
    }
  });
  return pieces.length === 0 ? { value: "" } : joinValues(pieces);
}

/** The words that systemd gives the program: a word `$NAME` becomes as many as its value has, `${NAME}` stays within its word. */
export function commandWords(
  words: readonly UnitWord[],
  environment: LaunchEnvironment,
  file: string,
): LaunchWord[] {
  return words.flatMap((word): LaunchWord[] => {
    const at: FileSpan = { file, start: word.span.start, end: word.span.end };
    const [only] = word.parts;
    if (only?.kind === "variable" && only.splits) {
      const value = lookUpVariable(environment, only.name);
      if (value === null) return [];
      if (value.value === null) return [{ ...value, at }];
      return splitShellWords(value.value).words.map((each) => ({ value: each.value, at }));
    }
    return [{ ...partsValue(word.parts, environment), at }];
  });
}

import type { LaunchWord } from "../../model/launch.ts";
import { basename } from "../../text/path.ts";

/** The text of a word for people: its value, or what is written. */
export function shownWord(word: LaunchWord): string {
  return word.value ?? word.written ?? "?";
}

/** The words as one command line for people, quoted where a shell would need it. */
export function shownCommand(words: readonly LaunchWord[]): string {
  return words
    .map((word) => {
      const text = shownWord(word);
      return word.value === null || /^[\w@%+=:,./{}$()~-]+$/.test(text)
        ? text
        : `'${text.replaceAll("'", String.raw`'\''`)}'`;
    })
    .join(" ");
}

/** The last name of a program's path: `gunicorn` of `/srv/venv/bin/gunicorn`, and of `${VENV}/bin/gunicorn`; null when it is not known. */
export function programName(word: LaunchWord): string | null {
  if (word.value !== null) return basename(word.value);
  const written = word.written ?? "";
  const name = basename(written);
  return written.includes("/") && /^[\w.+-]+$/.test(name) ? name : null;
}

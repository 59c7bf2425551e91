import { GUNICORN_MESSAGES } from "./gunicorn-messages.data.ts";
import type { KnownMessage } from "./known-message.ts";
import { NGINX_MESSAGES } from "./nginx-messages.data.ts";
import { PYTHON_MESSAGES } from "./python-messages.data.ts";
import { SYSTEM_MESSAGES } from "./system-messages.data.ts";

/** Every message that is known, the more particular before the more general. */
export const KNOWN_MESSAGES: readonly KnownMessage[] = [
  ...NGINX_MESSAGES,
  ...GUNICORN_MESSAGES,
  ...SYSTEM_MESSAGES,
  ...PYTHON_MESSAGES,
];

/** A known message found in pasted text. */
export interface FoundMessage {
  readonly message: KnownMessage;
  /** The line of the text that holds it. */
  readonly line: string;
  readonly path: string | null;
  readonly name: string | null;
  /** Which part of LOGGING the name is of: "handler", "logger" ... */
  readonly part: string | null;
}

/** People paste whole tracebacks; what lies beyond these is not read. */
const MAX_LINES = 5_000;
const MAX_LINE = 4_000;

/** The messages in the text that are known, each once, the most telling first. */
export function messagesIn(text: string): FoundMessage[] {
  const lines = text
    .split(/\r\n|\r|\n/, MAX_LINES)
    .map((line) => line.slice(0, MAX_LINE).trim())
    .filter((line) => line !== "");
  return KNOWN_MESSAGES.flatMap((message) => {
    const found = lines.flatMap((line): FoundMessage[] => {
      const match = message.pattern.exec(line);
      if (match === null) return [];
      const { path = null, name = null, part = null } = match.groups ?? {};
      return [{ message, line, path, name, part }];
    });
    // of several lines the one that says what it is about
    const best = found.find(({ path, name }) => path !== null || name !== null) ?? found[0];
    return best === undefined ? [] : [best];
  });
}

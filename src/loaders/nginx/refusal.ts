import type { FileSpan } from "../../text/span.ts";
import type { Problem } from "../../model/problem.ts";

const NOT_STARTING = "nginx does not start with it, and a reload keeps the old configuration for every site";

/** A problem in nginx's own words (`message`), about what nginx refuses to start with. */
export function refusal(message: string, at: FileSpan, instead?: string, code = "syntax"): Problem {
  return { code, message, at, related: [], consequence: NOT_STARTING, instead };
}

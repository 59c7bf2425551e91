import type { Gap } from "../../model/problem.ts";
import type { Stack } from "../../model/stack.ts";
import type { Route } from "../../routes/route.ts";
import type { Sources } from "../places.ts";
import type { WhereFormatName } from "./where-format-names.ts";
import { whereJson } from "./where-json.ts";
import { routeText, whereText, type WhereStyle } from "./where-text.ts";

/** What `loglint where` answers with: the routes that were asked for, and what they were read from. */
export interface WhereAnswer {
  readonly stacks: readonly Stack[];
  readonly routes: readonly Route[];
  readonly gaps: readonly Gap[];
  readonly sources: Sources;
  /** True when one kind of record was asked for: text then shows each step. */
  readonly inSteps: boolean;
}

/** One way to print the answer. `style` is for text; a picture takes of it what it needs. Pure, and never fails. */
export type WhereFormat = (answer: WhereAnswer, style: WhereStyle) => string;

/** What prints each format. A new one is its name in `where-format-names.ts` and one line here. */
export const WHERE_FORMATS: Readonly<Record<WhereFormatName, WhereFormat>> = {
  text: ({ routes, sources, inSteps }, style) => {
    if (routes.length === 0) return "";
    if (!inSteps) return whereText(routes, sources, style);
    return routes.map((route) => routeText(route, sources, style)).join("\n");
  },
  json: ({ routes, gaps, sources }) => whereJson(routes, gaps, sources),
};

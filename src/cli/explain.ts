import { nearest } from "../config/nearest.ts";
import { rules } from "../index.ts";
import { explainRule } from "../report/explain.ts";
import type { Run } from "./commands.ts";
import { ruleReadme } from "./rule-readme.ts";
import { themeFor, widthOf } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";

/** `loglint explain RULE`. The layer may be left out where the rest is unique. */
export const explain: Run = async ({ operands, options, io }) => {
  const [id, second] = operands;
  if (id === undefined || second !== undefined) {
    throw new UsageError("`loglint explain` takes one rule.", "`loglint rules` lists every rule.");
  }
  const own = rules.filter((rule) => rule.id === id || rule.id.endsWith(`/${id}`));
  const rule = own[0];
  if (rule === undefined || own.length > 1) {
    const ids = rules.map((each) => each.id);
    const meant =
      nearest(id, ids) ?? ids.find((each) => nearest(id, [each.slice(each.indexOf("/") + 1)]) !== undefined);
    const hint =
      own.length > 1
        ? ` It may be ${own.map((each) => each.id).join(" or ")}.`
        : meant === undefined
          ? ""
          : ` Did you mean ${meant}?`;
    throw new UsageError(`There is no rule "${id}".${hint}`, "`loglint rules` lists every rule.");
  }
  const theme = themeFor(io.stdout, io.env, options);
  io.stdout.write(explainRule(rule, await ruleReadme(rule.id), theme, widthOf(io.stdout)));
  return 0;
};

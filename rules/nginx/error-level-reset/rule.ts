import { defineRule } from "../../../src/engine/rule.ts";
import { hasBranches, nameOfContext } from "../../../src/model/nginx-contexts.ts";
import { firstSight, productionContexts } from "../places.ts";

const MORE_THAN_ERROR = new Set(["warn", "notice", "info"]);

export default defineRule({
  id: "nginx/error-level-reset",
  since: "0.1.0",
  layer: "nginx",
  summary: "an error_log without a level goes back to error below one that says more",
  severity: "info",
  confidence: "high",
  presets: [],
  fixable: "safe",
  messages: {
    reset: {
      what: "error_log {target} in {place} has no level, so it is error, though the level around it is {level}.",
      why: "A level with an error_log of its own inherits nothing: messages of the level {level} are missing for {place}.",
      instead: "Write error_log {target} {level};.",
    },
  },
  references: ["nginx documentation: A debugging log", "nginx 1.22.1: src/core/ngx_log.c, ngx_log_set_log"],
  check(stack, report) {
    const isNew = firstSight();
    for (const { context, around, nginx } of productionContexts(stack)) {
      if (hasBranches(nginx)) continue;
      const outer = around.findLast((each) => each.errorLogs.length > 0)?.errorLogs[0];
      if (outer === undefined || !MORE_THAN_ERROR.has(outer.level)) continue;
      for (const log of context.errorLogs) {
        if (log.levelAt !== null || log.target.placeholder || log.target.value === "/dev/null") continue;
        if (!isNew(log.at)) continue;
        const end = log.at.end - 1;
        report({
          message: "reset",
          at: log.at,
          related: [{ ...outer.at, label: "the level around it" }],
          data: { target: log.target.value, place: nameOfContext(context), level: outer.level },
          fix: {
            safety: "safe",
            title: `Write the level ${outer.level}`,
            edits: [{ file: log.at.file, start: end, end, text: ` ${outer.level}` }],
          },
        });
      }
    }
  },
});

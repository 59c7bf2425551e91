import { defineRule } from "../../../src/engine/rule.ts";
import type { Gap } from "../../../src/model/problem.ts";
import type { FileSpan } from "../../../src/text/span.ts";
import { servingGunicorns } from "../instances.ts";

/** Atoms of gunicorn's access log: `h`, `{x-forwarded-for}i` (glogging.py, Logger.atoms, 20.1.0 to 26.2). */
const ATOM = /^contains names \('((?:[hlutrmUqHsBbfaTMDLp]|st|\{[^']{1,100}\}[ioe]))'\)/;

/** Reports an access log format whose percent signs supervisor takes for its own. */
export default defineRule({
  id: "gunicorn/escaping",
  since: "0.1.0",
  layer: "gunicorn",
  summary: "supervisor takes the atoms of the access log format for expansions of its own",
  severity: "error",
  confidence: "high",
  presets: ["recommended"],
  fixable: "safe",
  messages: {
    supervisor: {
      what: "supervisor takes %({atom})s in this command for an expansion of its own, and does not start.",
      why: "It refuses the whole file: neither gunicorn nor any other of its programs comes up, also after a reload.",
      instead: "Double the percent signs: %%({atom})s; or put access_log_format into gunicorn.conf.py.",
    },
  },
  references: ["supervisor 4.2.5: options.py, expand", "supervisor documentation: [program:x], command"],
  check(stack, report) {
    for (const gunicorn of servingGunicorns(stack)) {
      const process = stack.processes.find(({ name, runs, by }) => {
        return runs === "gunicorn" && by === "supervisor" && name === gunicorn.name;
      });
      if (process === undefined) continue;
      const places = stack.gaps.filter(
        (gap): gap is Gap & { readonly at: FileSpan } =>
          gap.at?.file === process.at.file && gap.why === "supervisord does not start" && ATOM.test(gap.what),
      );
      const [first] = places;
      const atom = ATOM.exec(first?.what ?? "")?.[1];
      if (first === undefined || atom === undefined) continue;
      const edits = places.map(({ at }) => ({ file: at.file, start: at.start, end: at.start, text: "%" }));
      report({
        message: "supervisor",
        at: first.at,
        related: places.slice(1, 6).map(({ at }) => ({ ...at, label: "and this" })),
        data: { atom },
        fix: { safety: "safe", title: "Double the percent signs", edits },
      });
      return;
    }
  },
});

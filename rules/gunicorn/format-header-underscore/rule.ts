import { defineRule } from "../../../src/engine/rule.ts";
import { writtenFormat } from "../formats.ts";
import { servingGunicorns } from "../instances.ts";

/** Headers that everybody sends with hyphens; only for these is an underscore certainly wrong. */
const KNOWN =
  /^(?:x-(?:forwarded-(?:for|proto|host|port|prefix|server|ssl)|real-ip|request-id|correlation-id|request-start|client-ip|amzn-trace-id|api-key|csrftoken)|user-agent|content-(?:type|length|encoding)|accept-(?:language|encoding)|cf-(?:connecting-ip|ray|ipcountry)|true-client-ip|transfer-encoding|cache-control|set-cookie|if-modified-since|last-modified)$/;

/** Reports header atoms spelt with underscores, which no header matches. */
export default defineRule({
  id: "gunicorn/format-header-underscore",
  since: "0.1.0",
  layer: "gunicorn",
  summary: "A header atom with underscores is always a dash",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "safe",
  messages: {
    underscore: {
      what: "`%({atom})s` in access_log_format is always `-`: the header's name has hyphens.",
      why: "gunicorn ignores case in header atoms, but compares hyphens and underscores as they stand.",
      instead: "Write `%({fixed})s`.",
    },
  },
  references: [
    "gunicorn glogging.py, SafeAtoms and Logger.atoms (20.1.0)",
    "https://github.com/mozilla/kitsune/issues/3218",
  ],
  check(stack, report) {
    for (const gunicorn of servingGunicorns(stack)) {
      const format = writtenFormat(gunicorn);
      if (format === null) continue;
      const atoms = new Set(
        format.atoms.map(({ name }) => name ?? "").filter((name) => /^\{.*_.*\}[io]$/s.test(name)),
      );
      for (const atom of atoms) {
        const header = atom.slice(1, -2).replaceAll("_", "-");
        if (!KNOWN.test(header.toLowerCase())) continue;
        const fixed = `{${header.toLowerCase()}}${atom.slice(-1)}`;
        report({
          message: "underscore",
          data: { atom, fixed },
          at: format.at,
          fix: {
            safety: "safe",
            title: `Write ${fixed}`,
            edits: [{ ...format.at, how: "each", find: `%(${atom})s`, text: `%(${fixed})s` }],
          },
        });
      }
    }
  },
});

import { defineRule } from "../../../src/engine/rule.ts";
import { writtenFormat } from "../formats.ts";
import { servingGunicorns } from "../instances.ts";

const SECRET =
  /^\{(?:(?:http_)?(?:proxy[-_])?authorization|(?:http_)?cookie|set-cookie|(?:http_)?x[-_](?:api[-_]key|auth[-_]token|access[-_]token|csrf[-_]?token|vault[-_]token|amz[-_]security[-_]token|gitlab[-_]token|hub[-_]signature(?:[-_]256)?)|(?:http_)?x[-_]csrftoken)\}[ioe]$/i;

/** Reports atoms that write credentials into the access log. */
export default defineRule({
  id: "gunicorn/format-secrets",
  since: "0.1.0",
  layer: "gunicorn",
  summary: "The access log holds credentials",
  severity: "warning",
  confidence: "high",
  presets: ["recommended", "security"],
  fixable: "no",
  messages: {
    secret: {
      what: "`%({atom})s` writes credentials into the access log.",
      why: "Whoever reads the log, its copies and its backups can act as the user whose session or key stands there.",
      instead: "Drop the atom; log a request id or a user id in the application instead.",
    },
  },
  references: [
    "gunicorn glogging.py, Logger.atoms (20.1.0)",
    "https://cwe.mitre.org/data/definitions/532.html",
  ],
  check(stack, report) {
    for (const gunicorn of servingGunicorns(stack)) {
      const format = writtenFormat(gunicorn);
      if (format === null) continue;
      for (const atom of new Set(format.atoms.map(({ name }) => name ?? ""))) {
        if (SECRET.test(atom)) report({ message: "secret", data: { atom }, at: format.at });
      }
    }
  },
});

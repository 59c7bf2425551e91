import { defineRule } from "../../../src/engine/rule.ts";
import { writtenFormat } from "../formats.ts";
import { servingGunicorns } from "../instances.ts";

/** Reports atoms through which a client can write line breaks into the access log. */
export default defineRule({
  id: "gunicorn/log-forging",
  since: "0.1.0",
  layer: "gunicorn",
  summary: "clients can forge lines of the access log",
  severity: "warning",
  confidence: "high",
  presets: ["recommended", "security"],
  fixable: "no",
  messages: {
    path: {
      what: "`%(U)s` writes the decoded path into the access log, line breaks included.",
      why: "A request for /%0a and a made-up line leaves two lines: whoever reads the log, or a ban made from it, believes the second.",
      instead: "Write `%(r)s`, the request line as it was sent, which cannot hold a line break.",
    },
    user: {
      what: "`%(u)s` writes the user name of Basic authentication into the access log, line breaks included.",
      why: "gunicorn decodes the header without checking anything: any client can send a name with a line break and a made-up line.",
      instead: "Drop `%(u)s`; Django's own users never stand there.",
    },
  },
  references: ["gunicorn glogging.py, Logger.atoms, Logger._get_user and SafeAtoms (20.1.0)", "CWE-117"],
  check(stack, report) {
    for (const gunicorn of servingGunicorns(stack)) {
      const format = writtenFormat(gunicorn);
      if (format === null) continue;
      const names = format.atoms.map(({ name }) => name);
      if (names.includes("U")) report({ message: "path", at: format.at });
      // Copied from gunicorn's default by nearly everyone: only the preset strict says it.
      else if (names.includes("u")) report({ message: "user", at: format.at, confidence: "low" });
    }
  },
});

import { defineRule } from "../../../src/engine/rule.ts";
import { usedFormats } from "../../../src/model/nginx-contexts.ts";

/** Decoded text of the client, which can hold line ends, and raw text, which can hold quotes and spaces. */
const LINE_ENDS = new Set(["uri", "document_uri", "request_body", "request_filename"]);
const QUOTES = /^(?:http_\w+|arg_\w+|cookie_\w+|request|request_uri|args|query_string|remote_user)$/;

export default defineRule({
  id: "nginx/format-injection",
  since: "0.1.0",
  layer: "nginx",
  summary: "escape=none lets clients forge lines of the log",
  severity: "warning",
  confidence: "high",
  presets: ["recommended", "security"],
  fixable: "no",
  messages: {
    lines: {
      what: "log_format {name} writes ${variable} with escape=none, so a client can forge whole lines.",
      why: "nginx decodes %0A in it to a line end, and what follows looks like a request of somebody else.",
      instead: "Drop escape=none, or write escape=json for a JSON format.",
    },
    fields: {
      what: "log_format {name} writes ${variable} with escape=none, so a client can forge fields.",
      why: "A quote in it ends the field, and what follows is read as the next ones: status, user or address.",
      instead: "Drop escape=none, or write escape=json for a JSON format.",
    },
  },
  references: [
    "nginx 1.22.1: src/http/modules/ngx_http_log_module.c, ngx_http_log_unescaped_variable",
    "CWE-117",
  ],
  check(stack, report) {
    const seen = new Set<string>();
    for (const format of stack.nginx.flatMap((nginx) => usedFormats(nginx))) {
      const key = `${format.at.file}:${String(format.at.start)}`;
      if (format.escape !== "none" || seen.has(key) || isJson(format.text)) continue;
      seen.add(key);
      const variables = format.pieces.filter((piece) => piece.kind === "variable");
      const first =
        variables.find((piece) => LINE_ENDS.has(piece.name)) ??
        variables.find((piece) => QUOTES.test(piece.name));
      if (first === undefined) continue;
      const message = LINE_ENDS.has(first.name) ? "lines" : "fields";
      report({ message, at: first.at, data: { name: format.name, variable: first.name } });
    }
  },
});

/** JSON without escape=json is what nginx/format-json-invalid speaks of. */
function isJson(text: string): boolean {
  return text.trim().startsWith("{") && /"\s{0,9}:/.test(text);
}

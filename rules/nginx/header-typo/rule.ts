import { defineRule } from "../../../src/engine/rule.ts";
import { meantWord } from "../../../src/text/typo.ts";

/**
 * Headers that every client or proxy may send and that nobody varies. Others, such as X-Client-IP, have neighbours that
 * are headers of their own (X-Client-Id), so nothing is called a misspelling of them.
 */
const HEADERS = [
  "user_agent",
  "referer",
  "authorization",
  "accept_language",
  "accept_encoding",
  "content_length",
  "x_forwarded_for",
  "x_forwarded_proto",
  "x_forwarded_host",
  "x_requested_with",
  "cf_connecting_ip",
];

/** Headers that exist and look like a misspelling of one of the above. */
const NEIGHBOURS = new Set([
  "x_forwarded_port",
  "x_forwarded_post",
  "x_forwarded_protocol",
  "x_forwarded_hosts",
  "x_forwarded_from",
  "cf_connecting_ipv6",
]);

export default defineRule({
  id: "nginx/header-typo",
  since: "0.1.0",
  layer: "nginx",
  summary: "a misspelt header variable in a log_format, which is always empty",
  severity: "warning",
  confidence: "medium",
  presets: ["recommended"],
  fixable: "unsafe",
  messages: {
    typo: {
      what: "$http_{written} in log_format {name} names a header that nobody sends.",
      why: "nginx takes any name after $http_ and logs a dash when there is no such header, so the field is empty for ever.",
      instead: "Write $http_{meant}.",
    },
  },
  references: ["nginx 1.22.1: src/http/ngx_http_variables.c, ngx_http_variable_unknown_header_in"],
  check(stack, report) {
    const seen = new Set<string>();
    for (const format of stack.nginx.flatMap((nginx) => nginx.formats)) {
      for (const piece of format.pieces) {
        if (piece.kind !== "variable" || !piece.name.startsWith("http_")) continue;
        const written = piece.name.slice("http_".length);
        const key = `${piece.at.file}:${String(piece.at.start)}`;
        const meant =
          HEADERS.includes(written) || NEIGHBOURS.has(written) ? null : meantWord(written, HEADERS);
        if (meant === null || seen.has(key)) continue;
        seen.add(key);
        const [was, text] = [`$http_${written}`, `$http_${meant}`];
        report({
          message: "typo",
          at: piece.at,
          data: { written, meant, name: format.name },
          fix: {
            safety: "unsafe",
            title: `Write ${text}`,
            edits: [{ ...piece.at, how: "replace", was, text }],
          },
        });
      }
    }
  },
});

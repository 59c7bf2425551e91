import { defineRule, type PlannedFix } from "../../../src/engine/rule.ts";
import { hasBranches, usedFormats } from "../../../src/model/nginx-contexts.ts";
import type { FormatPiece, LogFormat } from "../../../src/model/nginx.ts";

/** Variables whose text a client chooses, so that it can hold a quote or a backslash. */
const CLIENT =
  /^(?:http_|arg_|cookie_|sent_http_location$|request$|request_uri$|uri$|document_uri$|args$|query_string$|remote_user$|request_body$|request_filename$|host$|ssl_client_[si]_dn)/;
/** Variables that are always one number. ngx_http_log_module.c, ngx_http_variables.c. */
const NUMBERS =
  /^(?:status|body_bytes_sent|bytes_sent|request_time|request_length|msec|connection|connection_requests|connection_time|pid|server_port|connections_\w+|tcpinfo_\w+|limit_rate)$/;
/** Variables of nginx that are text, may be absent, or are a list after a retry. */
const NOT_NUMBERS =
  /^(?:upstream_\w+|http_\w+|sent_http_\w+|cookie_\w+|arg_\w+|content_length|content_type|gzip_ratio|remote_addr|remote_user|remote_port|realip_remote_\w+|request|request_uri|request_method|request_id|request_body|uri|document_uri|args|query_string|host|hostname|server_name|server_addr|server_protocol|scheme|time_local|time_iso8601|ssl_\w+|proxy_\w+|http2|http3|request_completion|is_args)$/;

export default defineRule({
  id: "nginx/format-json-invalid",
  since: "0.1.0",
  layer: "nginx",
  summary: "a JSON log_format that does not always give valid JSON",
  severity: "error",
  confidence: "high",
  presets: ["recommended"],
  fixable: "unsafe",
  messages: {
    escape: {
      what: "log_format {name} is JSON but has no escape=json, so a quote in ${variable} breaks the line.",
      why: "nginx then writes {how}, which no JSON parser accepts: the collector drops exactly the odd requests that matter.",
      instead: "Write log_format {name} escape=json and then the strings.",
    },
    unquoted: {
      what: "${variable} stands without quotes in the JSON of log_format {name}.",
      why: "{reason}, so the line is not valid JSON and the collector drops it.",
      instead: 'Quote it: "${variable}".',
    },
  },
  references: [
    "nginx 1.22.1: src/http/modules/ngx_http_log_module.c, ngx_http_log_escape; src/http/ngx_http_upstream.c",
    "RFC 8259",
  ],
  check(stack, report) {
    const seen = new Set<string>();
    for (const nginx of stack.nginx) {
      if (hasBranches(nginx)) continue;
      for (const format of usedFormats(nginx)) {
        const key = `${format.at.file}:${String(format.at.start)}`;
        if (!isJson(format) || seen.has(key) || format.words.some((word) => word.placeholder)) continue;
        seen.add(key);
        const escaped = format.pieces.find((piece) => piece.kind === "variable" && CLIENT.test(piece.name));
        if (format.escape !== "json" && escaped?.kind === "variable") {
          const how = format.escape === "none" ? "the quote as it is" : "\\x22 for it";
          const related = [{ ...escaped.at, label: "the client chooses this text" }];
          report({
            message: "escape",
            at: format.nameAt,
            related,
            data: { name: format.name, variable: escaped.name, how },
            fix: escapeFix(format),
          });
        }
        const [first, ...others] = unquoted(format);
        if (first === undefined) continue;
        const related = others.slice(0, 5).map((piece) => ({ ...piece.at, label: "without quotes too" }));
        report({
          message: "unquoted",
          at: first.at,
          related,
          data: { name: format.name, variable: first.name, reason: reasonFor(first.name) },
          fix: quotesFix(format, [first, ...others]),
        });
      }
    }
  },
});

type Variable = Extract<FormatPiece, { kind: "variable" }>;

/** An object with at least one quoted key; anything else in braces is not meant as JSON. */
function isJson(format: LogFormat): boolean {
  const text = format.text.trim();
  return text.startsWith("{") && text.endsWith("}") && /"\s{0,9}:/.test(text);
}

/** Variables outside of JSON strings that are no numbers; those that a map or a module defines are not judged. */
function unquoted(format: LogFormat): Variable[] {
  const found: Variable[] = [];
  let inString = false;
  for (const piece of format.pieces) {
    if (piece.kind === "variable") {
      if (!inString && !NUMBERS.test(piece.name) && NOT_NUMBERS.test(piece.name)) found.push(piece);
      continue;
    }
    for (let i = 0; i < piece.text.length; i++) {
      if (piece.text[i] === "\\") i++;
      else if (piece.text[i] === '"') inString = !inString;
    }
  }
  return found;
}

/** An absent value is then the empty string, no longer a dash. */
function escapeFix({ words, nameAt }: LogFormat): PlannedFix {
  const written = words.find(({ value }) => value.startsWith("escape="));
  return {
    safety: "unsafe",
    title: "Add escape=json",
    edits:
      written === undefined
        ? [{ ...nameAt, how: "behind-word", text: " escape=json" }]
        : [{ ...written.at, how: "replace", was: written.value, text: "escape=json" }],
  };
}

/** A collector that took the value for a number gets a string. */
function quotesFix({ words }: LogFormat, pieces: readonly Variable[]): PlannedFix {
  const edits = pieces.flatMap(({ at }) => {
    const word = words.find((each) => each.at.start <= at.start && at.end <= each.at.end);
    return word === undefined ? [] : [{ ...at, how: "quote" as const, word: word.at }];
  });
  return { safety: "unsafe", title: "Quote the values that are no numbers", edits };
}

function reasonFor(variable: string): string {
  if (variable.startsWith("upstream_"))
    return "It is empty or - when no upstream answers, and a list such as 0.001, 0.002 after a retry";
  if (/^(?:http_|sent_http_|cookie_|arg_|content_length$|gzip_ratio$)/.test(variable))
    return "It is empty or - when it is absent";
  return "It is text, not a number";
}

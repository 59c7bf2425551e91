import { defineRule } from "../../../src/engine/rule.ts";
import { usedFormats } from "../../../src/model/nginx-contexts.ts";

const NAMED: ReadonlyMap<string, string> = new Map([
  ["http_authorization", "the Authorization header"],
  ["http_proxy_authorization", "the Proxy-Authorization header"],
  ["http_cookie", "all cookies, the session among them"],
  ["request_body", "request bodies (passwords of login forms among them)"],
  ["http_x_api_key", "the X-Api-Key header"],
  ["http_x_auth_token", "the X-Auth-Token header"],
  ["http_x_access_token", "the X-Access-Token header"],
  ["http_x_csrftoken", "the X-CSRFToken header"],
  ["http_x_csrf_token", "the X-CSRF-Token header"],
  ["http_x_amz_security_token", "the X-Amz-Security-Token header"],
  ["sent_http_set_cookie", "the cookies that are set, new sessions among them"],
  ["upstream_http_set_cookie", "the cookies that are set, new sessions among them"],
  ["upstream_http_authorization", "the Authorization header of the application"],
]);
const SECRET_NAME =
  /^(?:arg|cookie|upstream_cookie)_(?:\w*_)?(?:token|password|passwd|passwort|pwd|secret|api_?key|apikey|access_token|refresh_token|session|session_?id|sessionid|sid|csrftoken|jwt|otp|auth|signature)$/;

export default defineRule({
  id: "nginx/format-secrets",
  since: "0.1.0",
  layer: "nginx",
  summary: "a log_format writes credentials: Authorization, cookies, bodies, token arguments",
  severity: "warning",
  confidence: "high",
  presets: ["recommended", "security"],
  fixable: "no",
  messages: {
    secret: {
      what: "log_format {name} writes {what} into the log.",
      why: "Whoever reads the log, its backups or the collector can act as those users, and the secrets live as long as the log is kept.",
      instead: "Drop ${variable} from the format; to tell requests apart, log $request_id.",
    },
  },
  references: ["OWASP Logging Cheat Sheet: data to exclude", "CWE-532", "CIS NGINX Benchmark 3.1"],
  check(stack, report) {
    const seen = new Set<string>();
    for (const format of stack.nginx.flatMap((nginx) => usedFormats(nginx))) {
      const key = `${format.at.file}:${String(format.at.start)}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const secrets = format.pieces.flatMap((piece) => {
        const what = piece.kind === "variable" ? secretIn(piece.name) : null;
        return piece.kind === "variable" && what !== null ? [{ what, name: piece.name, at: piece.at }] : [];
      });
      const [first, ...others] = secrets;
      if (first === undefined) continue;
      const related = others.map(({ at, what }) => ({ ...at, label: `and ${what}` }));
      report({
        message: "secret",
        at: first.at,
        related,
        data: { name: format.name, what: first.what, variable: first.name },
      });
    }
  },
});

function secretIn(variable: string): string | null {
  const named = NAMED.get(variable);
  if (named !== undefined) return named;
  if (!SECRET_NAME.test(variable)) return null;
  const [kind = "", ...rest] = variable.replace("upstream_", "").split("_");
  return kind === "arg" ? `the query argument ${rest.join("_")}` : `the cookie ${rest.join("_")}`;
}

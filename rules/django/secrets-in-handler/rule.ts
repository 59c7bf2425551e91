import { defineRule } from "../../../src/engine/rule.ts";
import type { Fact } from "../../../src/model/fact.ts";
import type { FileSpan } from "../../../src/text/span.ts";
import { once, productionProjects } from "../projects.ts";

const SECRET_KEY =
  /^(?:.*_)?(?:password|passwd|secret|token|api_?key|apikey|access_key|secret_key|secret_access_key|auth_token|license_key)$/i;
/** Addresses that let anyone who knows them post: Slack, Discord, Teams, Telegram; and credentials before an @. */
const SECRET_URL =
  /^https:\/\/(?:hooks\.slack\.com\/services\/\w+\/\w+\/\w+|(?:\w+\.)?discord(?:app)?\.com\/api\/webhooks\/\d+\/[\w-]+|[\w.-]+\.webhook\.office\.com\/\w+|api\.telegram\.org\/bot\d+:)|^\w{2,20}:\/\/[^/@:\s]{1,100}:[^/@\s]{3,200}@/;
const PLACEHOLDER =
  /^(?:x+|\*+|\.+|<.*>|\{.*\}|\$.*|%.*|.*(?:change_?me|your[-_ ]|example|placeholder|dummy|todo|redacted|secret_here).*|password|passwd|secret|token|none|null|test|api_?key)$/i;

/** Reports credentials that are written into a handler's arguments. */
export default defineRule({
  id: "django/secrets-in-handler",
  since: "0.1.0",
  layer: "django",
  summary: "LOGGING holds a password or token in plain text",
  severity: "warning",
  confidence: "medium",
  presets: ["recommended", "security"],
  fixable: "no",
  messages: {
    secret: {
      what: "The argument {argument} of the handler {handler} is a secret in plain text.",
      why: "It is in the repository and its history, and anyone who can read the settings can send mail or messages in your name.",
      instead:
        'Read it from the environment, os.environ["..."], and replace the secret, which must count as known.',
    },
  },
  references: ["CWE-798", "https://docs.djangoproject.com/en/stable/howto/deployment/checklist/"],
  check(stack, report) {
    const isNew = once();
    for (const project of productionProjects(stack)) {
      for (const { name, options } of project.config?.handlers ?? []) {
        for (const [argument, fact] of Object.entries(options)) {
          const at = secretPlace(argument, fact);
          if (at !== null && isNew(at)) report({ message: "secret", at, data: { argument, handler: name } });
        }
      }
    }
  },
});

/** Where a secret is written out; null for what comes from elsewhere, is empty, or only stands for one. */
function secretPlace(argument: string, fact: Fact<unknown>): FileSpan | null {
  if (fact.state !== "set") return null;
  const { value } = fact;
  // SMTPHandler and HTTPHandler take credentials=(user, password).
  if (argument === "credentials" && Array.isArray(value)) return isSecret(value[1]) ? fact.at : null;
  if (typeof value !== "string") return null;
  // Pieces that are not known stand in braces.
  if (value.includes("{")) return null;
  if (SECRET_URL.test(value.slice(0, 500)) && !/x{6,}|example/i.test(value)) return fact.at;
  return SECRET_KEY.test(argument) && isSecret(value) ? fact.at : null;
}

function isSecret(value: unknown): boolean {
  return (
    typeof value === "string" &&
    value.length >= 6 &&
    !value.includes("{") &&
    !PLACEHOLDER.test(value.slice(0, 200))
  );
}

import { defineRule } from "../../../src/engine/rule.ts";
import { certainValue } from "../../../src/model/fact.ts";
import { hasOwnLogger, isForDeveloper, servingGunicorns, writtenValues } from "../instances.ts";

const SECRET =
  /SECRET|PASSWORD|PASSWD|TOKEN|API_?KEY|PRIVATE|CREDENTIAL|DSN|DATABASE_URL|REDIS_URL|BROKER_URL/i;

/** Reports loglevel critical, which drops worker errors, and debug with secrets in raw_env, which prints them. */
export default defineRule({
  id: "gunicorn/loglevel-hides-errors",
  since: "0.1.0",
  layer: "gunicorn",
  summary: "A loglevel that drops worker errors, or prints secrets",
  severity: "warning",
  confidence: "high",
  presets: ["recommended", "security"],
  fixable: "no",
  messages: {
    hides: {
      what: 'loglevel "{level}" drops gunicorn\'s errors{when}: a worker that fails to boot or raises leaves no line.',
      why: "gunicorn.error passes critical records only, so exceptions in workers, socket errors and failed requests vanish.",
      instead: 'Write `loglevel = "info"`; the level never touches the access log.',
    },
    prints: {
      what: 'loglevel "debug" prints {name} of raw_env into the error log at each start{when}.',
      why: "At debug level gunicorn writes its whole configuration, raw_env with its values included.",
      instead: 'Write `loglevel = "info"`, or give the secret to the process by its environment.',
    },
  },
  references: [
    "gunicorn glogging.py, Logger.setup, and arbiter.py, Arbiter.setup (20.1.0)",
    "https://docs.gunicorn.org/en/stable/settings.html#loglevel",
  ],
  check(stack, report) {
    for (const gunicorn of servingGunicorns(stack)) {
      if (isForDeveloper(stack, gunicorn)) continue;
      if (!hasOwnLogger(gunicorn)) continue;
      const secret = secretIn(certainValue(gunicorn.settings["raw_env"]));
      const place = gunicorn.settings["raw_env"];
      for (const { value, at, when } of writtenValues(gunicorn.settings["loglevel"])) {
        const level = typeof value === "string" ? value.toLowerCase() : "";
        const condition = when === null ? "" : `, when ${when}`;
        if (level === "critical") report({ message: "hides", data: { level, when: condition }, at });
        else if (level === "debug" && secret !== null) {
          const related = place?.state === "set" ? [{ ...place.at, label: "raw_env" }] : [];
          report({ message: "prints", data: { name: secret, when: condition }, at, related });
        }
      }
    }
  },
});

/** The name of the first variable in raw_env that looks like a secret. */
function secretIn(variables: unknown): string | null {
  if (!Array.isArray(variables)) return null;
  for (const each of variables as readonly unknown[]) {
    const name = typeof each === "string" ? (each.split("=", 1)[0] ?? "") : "";
    if (SECRET.test(name)) return name;
  }
  return null;
}

import { defineRule } from "../../../src/engine/rule.ts";
import { certainValue } from "../../../src/model/fact.ts";
import { isWithin } from "../fixes.ts";
import { hasNoAdmins, once, productionProjects } from "../projects.ts";

/** Reports error mails that carry the local variables of every frame. */
export default defineRule({
  id: "django/error-mail-leaks",
  since: "0.1.0",
  layer: "django",
  summary: "Error mails carry the local variables of every frame",
  severity: "warning",
  confidence: "high",
  presets: ["recommended", "security"],
  fixable: "unsafe",
  messages: {
    html: {
      what: "The handler {handler} mails the full debug page: include_html is true.",
      why: "It holds the local variables of every frame, passwords and tokens among them, and mail lies unencrypted in many mailboxes.",
      instead:
        "Remove include_html, or mark sensitive code with sensitive_variables and sensitive_post_parameters.",
    },
  },
  references: [
    "https://docs.djangoproject.com/en/stable/ref/logging/#django.utils.log.AdminEmailHandler",
    "Django views/debug.py, ExceptionReporter (3.2-6.1)",
  ],
  check(stack, report) {
    const isNew = once();
    for (const project of productionProjects(stack)) {
      if (hasNoAdmins(project)) continue;
      for (const handler of project.config?.handlers ?? []) {
        const html = handler.options["include_html"];
        if (certainValue(handler.class) !== "django.utils.log.AdminEmailHandler" || html?.state !== "set")
          continue;
        if (html.value !== true || !isNew(html.at)) continue;
        report({
          message: "html",
          data: { handler: handler.name },
          at: html.at,
          fix: isWithin(html.at, handler.at)
            ? { safety: "unsafe", title: "Write False", edits: [{ ...html.at, how: "switch-off" }] }
            : null,
        });
      }
    }
  },
});

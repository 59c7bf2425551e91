import { defineRule } from "../../../src/engine/rule.ts";
import { once, servingProjects } from "../projects.ts";

/** Reports an exception handler of Django REST framework that turns an exception into an answer 500 and leaves no trace of it. */
export default defineRule({
  id: "django/exception-handler",
  since: "0.1.0",
  layer: "django",
  summary: "The API's exception handler answers 500 and drops the traceback",
  severity: "warning",
  confidence: "high",
  presets: ["recommended"],
  fixable: "no",
  messages: {
    swallowed: {
      what: "The exception handler {name} answers an exception with status 500 itself, and logs nothing.",
      why: "Only an exception that leaves the view is logged with its traceback and seen by Sentry; of this answer one line with the path remains.",
      instead: "Return None for what is not expected, or call logger.exception before the answer.",
    },
  },
  references: [
    "Django REST framework views.py, APIView.handle_exception (3.14)",
    "Django core/handlers/base.py, BaseHandler.get_response (3.2-6.1)",
  ],
  check(stack, report) {
    const isNew = once();
    for (const { exceptionHandler } of servingProjects(stack)) {
      if (exceptionHandler === null) continue;
      const { name, at, answers, isSilent } = exceptionHandler;
      if (answers === null || !isSilent || !isNew(answers)) continue;
      report({ message: "swallowed", data: { name }, at: answers, related: [{ ...at, label: "in use" }] });
    }
  },
});

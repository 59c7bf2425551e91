import type { DjangoProject, EffectiveHandler } from "../../src/model/django.ts";
import { possibleValues } from "../../src/model/fact.ts";
import { reach, type Drop } from "../../src/model/logger-routing.ts";
import { errorServices, hasNoAdmins, isTreeKnown } from "./projects.ts";

/** Whether an unhandled exception in a view leaves a trace when DEBUG is false. */
export type TracebackVerdict =
  | { readonly kind: "lost"; readonly drops: readonly Drop[]; readonly mailsNobody: boolean }
  /** `by` is what silenced django.request. */
  | { readonly kind: "disabled" }
  | { readonly kind: "recorded" }
  | { readonly kind: "unknown" };

/** Follows `django.request` at ERROR, as Django logs it (`django/utils/log.py`, log_response, 3.2-6.1). */
export function tracebackVerdict(project: DjangoProject): TracebackVerdict {
  if (errorServices(project).length > 0) return { kind: "recorded" };
  if (!isTreeKnown(project) || mayLogExceptions(project)) return { kind: "unknown" };
  const found = reach(project.tree, "django.request", "ERROR", false);
  if (found.drops.some((drop) => drop.kind === "disabled")) return { kind: "disabled" };
  const noAdmins = hasNoAdmins(project);
  if (found.sinks.some(({ handler }) => !isDead(handler, noAdmins))) return { kind: "recorded" };
  if (!found.closed || found.lastResort !== "no") return { kind: "recorded" };
  const mailsNobody = found.sinks.some(({ handler }) => isMail(handler));
  return { kind: "lost", drops: found.drops, mailsNobody };
}

/** Middleware that by its name records exceptions itself (`django_structlog.middlewares.RequestMiddleware`). */
function mayLogExceptions(project: DjangoProject): boolean {
  const names = possibleValues(project.MIDDLEWARE).values.flat();
  return names.some((name) => /structlog|exception|error|traceback|request_?log|logging|logger/i.test(name));
}

/** A handler that surely keeps nothing: it discards, or mails to an empty ADMINS. */
function isDead(handler: EffectiveHandler, noAdmins: boolean): boolean {
  if (isMail(handler)) return noAdmins;
  const { values, complete } = possibleValues(handler.target);
  return complete && values.length > 0 && values.every((target) => target.kind === "null");
}

function isMail(handler: EffectiveHandler): boolean {
  return handler.class === "django.utils.log.AdminEmailHandler";
}

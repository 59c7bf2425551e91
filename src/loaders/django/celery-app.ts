import type { CeleryApp } from "../../model/django-services.ts";
import type { PythonModule } from "../../read/python/tree.ts";
import { inFile, type FileSpan } from "../../text/span.ts";
import { nameOf } from "./logger-uses.ts";
import { nodesBelow, type PythonCall } from "./python-nodes.ts";

/** Words of a file that may make a Celery app, and of one that may set up its workers' logging. */
const IMPORTS = /^[ \t]{0,40}(?:from|import)[ \t]+celery\b/m;
const APP = /\bCelery\(/;
const OWN_LOGGING =
  /hijack_root_logger|\bsetup_logging\b|\bafter_setup_(?:task_)?logger\b|\bworker_process_init\b/i;

/** What single files of the project's own code say of Celery, gathered into one app. */
export interface CeleryScan {
  readonly look: (text: string, file: string, parse: () => PythonModule) => void;
  readonly app: () => CeleryApp | null;
}

/** Gathers the Celery app over the files of a project; null at the end when no file makes one, or more than one does. */
export function scanForCelery(): CeleryScan {
  const apps: { readonly at: FileSpan; readonly namespace: string | null }[] = [];
  let hasOwnLogging = false;
  return {
    look: (text, file, parse) => {
      if (OWN_LOGGING.test(text)) hasOwnLogging = true;
      if (!APP.test(text) || !IMPORTS.test(text)) return;
      const calls = [...nodesBelow(parse().body)].filter((node) => node.kind === "call");
      const made = calls.filter((call) => nameOf(call.callee) === "Celery");
      const namespace = namespaceOf(calls);
      for (const call of made) apps.push({ at: inFile(file, call.span), namespace });
    },
    app: () => {
      const [first] = apps;
      return first === undefined || apps.length > 1 ? null : { ...first, hasOwnLogging };
    },
  };
}

/** The namespace of `app.config_from_object("django.conf:settings", namespace="CELERY")`, see `CeleryApp`. */
function namespaceOf(calls: readonly PythonCall[]): string | null {
  const configuring = calls.filter((call) => nameOf(call.callee) === "config_from_object");
  const [call] = configuring;
  if (call === undefined || configuring.length > 1) return null;
  const [object] = call.args;
  const fromDjango =
    (object?.kind === "string" && object.value === "django.conf:settings") ||
    (object?.kind === "name" && object.id === "settings");
  if (!fromDjango || call.args.length > 1) return null;
  const namespace = call.keywords.find(({ name }) => name === "namespace" || name === null);
  if (namespace === undefined) return "";
  return namespace.name !== null && namespace.value.kind === "string" ? namespace.value.value : null;
}

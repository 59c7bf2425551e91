import { certainValue, placeOf, type Fact } from "../model/fact.ts";
import { contextsOf } from "../model/nginx-contexts.ts";
import type { Stack } from "../model/stack.ts";
import { isAbsolute, normalize } from "../text/path.ts";
import type { FileSpan } from "../text/span.ts";

/** A place where a log file, or a part of LOGGING, is declared. */
export interface Declared {
  readonly at: FileSpan;
  /** For people: `access_log`, `errorlog`, `the handler file`. */
  readonly what: string;
}

/** Every place where a log of this path is declared, each once. */
export function pathDeclared(path: string, stacks: readonly Stack[]): Declared[] {
  return distinct(
    stacks
      .flatMap((stack) => logsOf(stack))
      .filter((log) => isSame(log.path, path))
      .map(({ at, what }) => ({ at, what })),
  );
}

/** Every handler, formatter, filter or logger of LOGGING with this name, each once. */
export function partDeclared(kind: string, name: string, stacks: readonly Stack[]): Declared[] {
  const found = stacks.flatMap((stack) =>
    stack.django.flatMap(({ config }) => {
      if (config === null) return [];
      const lists = { handler: config.handlers, formatter: config.formatters, filter: config.filters };
      const list =
        kind === "handler" || kind === "formatter" || kind === "filter" ? lists[kind] : config.loggers;
      return list.filter((each) => each.name === name).map(({ at }) => ({ at, what: `the ${kind} ${name}` }));
    }),
  );
  return distinct(found);
}

function distinct(found: readonly Declared[]): Declared[] {
  const places = new Map(found.map((each) => [`${each.at.file}:${String(each.at.start)}`, each]));
  return [...places.values()];
}

function logsOf(stack: Stack): (Declared & { readonly path: string })[] {
  const nginx = stack.nginx
    .flatMap(contextsOf)
    .flatMap(({ context }) => [
      ...context.accessLogs.map((log) => ({ path: log.target.value, at: log.target.at, what: "access_log" })),
      ...context.errorLogs.map((log) => ({ path: log.target.value, at: log.target.at, what: "error_log" })),
    ]);
  const gunicorn = stack.gunicorn.flatMap(({ settings }) =>
    ["accesslog", "errorlog"].flatMap((name) => written(settings[name], name)),
  );
  const django = stack.django.flatMap(({ config }) =>
    (config?.handlers ?? []).flatMap((handler) => {
      const target = certainValue(handler.target);
      return target?.kind === "file"
        ? [{ path: target.path, at: handler.at, what: `the handler ${handler.name}` }]
        : [];
    }),
  );
  return [...nginx, ...gunicorn, ...django];
}

function written(fact: Fact<unknown> | undefined, what: string): (Declared & { readonly path: string })[] {
  const path = certainValue(fact);
  const at = placeOf(fact);
  return typeof path === "string" && at !== undefined ? [{ path, at, what }] : [];
}

/** A declared path may be relative, or begin with a piece that is not known: `{BASE_DIR}/logs/app.log`. */
function isSame(declared: string, path: string): boolean {
  const known = declared.slice(declared.lastIndexOf("}") + 1);
  if (known === declared && isAbsolute(declared)) return normalize(declared) === normalize(path);
  const tail = normalize(known.replace(/^\/+/, ""));
  return tail.length > 3 && (path === tail || path.endsWith(`/${tail}`));
}

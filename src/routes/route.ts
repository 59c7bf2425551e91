import type { FileSpan } from "../text/span.ts";

/** What happens in a process that may leave a record. */
export type RouteEvent =
  | "nginx.access"
  | "nginx.error"
  | "gunicorn.access"
  | "gunicorn.error"
  | "django.exception"
  | "django.logger"
  | "python.print"
  | "python.stderr"
  | "python.warnings";

/** Where a record ends. `read` is a command that shows it; `certain` is false when a step on the way is undecided. */
export type Sink =
  | { readonly kind: "file"; readonly path: string; readonly read: string; readonly certain: boolean }
  | {
      readonly kind: "stdout" | "stderr";
      readonly process: string;
      readonly read: string;
      readonly certain: boolean;
    }
  | { readonly kind: "journal"; readonly unit: string; readonly read: string; readonly certain: boolean }
  | { readonly kind: "docker"; readonly service: string; readonly read: string; readonly certain: boolean }
  | {
      readonly kind: "syslog";
      readonly address: string;
      readonly read: string | null;
      readonly certain: boolean;
    }
  | { readonly kind: "mail"; readonly to: string; readonly read: null; readonly certain: boolean }
  | {
      readonly kind: "http" | "third-party";
      readonly name: string;
      readonly read: null;
      readonly certain: boolean;
    }
  | { readonly kind: "null"; readonly read: null; readonly certain: boolean };

/** One step of the way; `at` is the line that decides it, null for the program's own behaviour. */
export interface Step {
  readonly what: string;
  readonly verdict: "pass" | "drop" | "maybe";
  readonly why?: string;
  readonly at: FileSpan | null;
  /**
   * What passes the record on here, where something does: a handler (with it a branch of its own begins), gunicorn's own
   * handler of accesslog or errorlog, or what leads a stream or path elsewhere.
   */
  readonly part?: "handler" | "own-handler" | "stream";
  /** The ends that are reached through this step, as they were known there; absent where none are. */
  readonly leadsTo?: readonly Sink[];
}

/** The way of one kind of record through one service, to all of its ends. */
export interface Route {
  readonly event: RouteEvent;
  readonly service: string;
  readonly stack: string;
  readonly server?: string;
  readonly location?: string;
  readonly logger?: string;
  readonly level?: string;
  readonly settings?: string;
  /** False when some step is "maybe". */
  readonly certain: boolean;
  /** Empty: nowhere. */
  readonly sinks: readonly Sink[];
  /**
   * What drops the record on the way; not every drop is a loss, another branch may still reach a sink. `at` is the line that
   * does it, or what could have been written differently where a default does.
   */
  readonly dropped: readonly { readonly why: string; readonly at: FileSpan }[];
  readonly steps: readonly Step[];
}

/**
 * Builds a route from its steps: drops and certainty follow from them, sinks are made distinct. `home` is the place of what
 * a default decides: the settings, the config file, the server.
 */
export function routeOf(
  head: Pick<Route, "event" | "service" | "stack" | "server" | "location" | "logger" | "level" | "settings">,
  steps: readonly Step[],
  sinks: readonly Sink[],
  home: FileSpan,
): Route {
  const distinct = new Map<string, Sink>();
  for (const sink of sinks) {
    const { certain, ...rest } = sink;
    const key = JSON.stringify(rest);
    const known = distinct.get(key);
    if (known === undefined || (!known.certain && certain)) distinct.set(key, sink);
  }
  const dropped = steps
    .filter((step) => step.verdict === "drop")
    .map((step) => ({ why: step.why ?? step.what, at: step.at ?? home }));
  const certain =
    steps.every((step) => step.verdict !== "maybe") && [...distinct.values()].every((sink) => sink.certain);
  return { ...head, certain, sinks: [...distinct.values()], dropped, steps };
}

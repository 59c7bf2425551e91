import type { DjangoProject, FormatterConfig } from "../model/django.ts";
import { certainValue } from "../model/fact.ts";
import type { Route, Sink } from "../routes/route.ts";
import { EXAMPLE } from "./example.ts";
import { lostOn } from "./lost.ts";
import type { RenderedLine } from "./nginx-line.ts";
import type { TraceLine } from "./request.ts";

/** A record that Django's `log_response` makes (`django/utils/log.py` 3.2). */
export interface DjangoRecord {
  readonly logger: string;
  readonly level: string;
  readonly message: string;
  readonly hasTraceback: boolean;
  readonly status: number;
  /** `<WSGIRequest: GET '/path'>` */
  readonly request: string;
}

/** The lines that the record leaves: one for each form that the handlers on its way give it. */
export function djangoLines(
  route: Route,
  project: DjangoProject | undefined,
  record: DjangoRecord,
): TraceLine[] {
  const at = route.steps.findLast((step) => step.at !== null)?.at ?? null;
  const head = { layer: "django", event: route.event, at } as const;
  const lines: TraceLine[] = [];
  const covered = new Set<string>();
  const add = (rendered: RenderedLine | null, sinks: readonly Sink[], own: TraceLine["at"]): void => {
    const text = rendered?.text ?? null;
    const index = lines.findIndex((each) => each.text === text);
    const known = lines[index];
    if (known === undefined)
      lines.push({
        ...head,
        text,
        varies: rendered?.varies ?? [],
        sinks,
        ...lostOn(sinks, route.steps),
        at: own,
      });
    else lines[index] = { ...known, sinks: [...known.sinks, ...sinks] };
    for (const sink of sinks) covered.add(keyOf(sink));
  };
  for (const step of route.steps) {
    if (step.part !== "handler" || step.leadsTo === undefined) continue;
    const sinks = route.sinks.filter(
      (sink) => !covered.has(keyOf(sink)) && step.leadsTo?.some((each) => keyOf(each) === keyOf(sink)),
    );
    if (sinks.length > 0) add(ofHandler(step.what, project, record), sinks, step.at ?? at);
  }
  const left = route.sinks.filter((sink) => !covered.has(keyOf(sink)));
  if (left.length > 0 || lines.length === 0) add(render("%(message)s", "%", record), left, at);
  return lines;
}

/**
 * The path as `log_response` writes it: decoded by the server, then escaped as Python's codec `unicode_escape` does
 * (Django 3.2.13 and later).
 */
export function djangoPath(path: string): string {
  const bytes = path.replaceAll(/(?:%[0-9a-fA-F]{2})+/g, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes;
    }
  });
  const hex = (code: number, width: number): string => code.toString(16).padStart(width, "0");
  return Array.from(bytes, (char) => {
    const code = char.codePointAt(0) ?? 0;
    if (char === "\\") return "\\\\";
    if (char === "\n") return "\\n";
    if (char === "\r") return "\\r";
    if (char === "\t") return "\\t";
    if (code >= 0x20 && code < 0x7f) return char;
    return code < 0x100 ? `\\x${hex(code, 2)}` : code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
  }).join("");
}

function keyOf(sink: Sink): string {
  return JSON.stringify({ ...sink, certain: true });
}

/** `handler NAME` is what the routes call it. Django's own handlers have no formatter but that of its development server. */
function ofHandler(
  step: string,
  project: DjangoProject | undefined,
  record: DjangoRecord,
): RenderedLine | null {
  const name = step.slice("handler ".length);
  const handler = project?.config?.handlers.find((each) => each.name === name);
  if (handler === undefined || handler.formatter === null) return render("%(message)s", "%", record);
  const formatter = project?.config?.formatters.find((each) => each.name === handler.formatter);
  return formatter === undefined ? null : ofFormatter(formatter, record);
}

function ofFormatter(formatter: FormatterConfig, record: DjangoRecord): RenderedLine | null {
  const own = formatter.class;
  if (own !== null && own !== "logging.Formatter") return null;
  const format = formatter.format === null ? null : certainValue(formatter.format);
  if (format === undefined) return null;
  return render(format ?? (formatter.style === "%" ? "%(message)s" : "{message}"), formatter.style, record);
}

const FIELDS: Readonly<Record<string, RegExp>> = {
  "%": /%(?:%|\((\w+)\)(-?)(\d*)[sd])/g,
  "{": /\{(?:(\w+)(?::(<?)(\d*)[sd]?)?)\}|\{\{|\}\}/g,
  $: /\$(?:\$|(\w+)|\{(\w+)\})/g,
};

/** The format as Python's `logging.Formatter` fills it in (3.11 `logging/__init__.py`); null for a form that is not known here. */
function render(format: string, style: string, record: DjangoRecord): RenderedLine | null {
  const fields = Object.hasOwn(FIELDS, style) ? FIELDS[style] : undefined;
  if (fields === undefined) return null;
  const varies: string[] = [];
  const literals: string[] = [];
  let text = "";
  let done = 0;
  const literal = (until: number): void => {
    literals.push(format.slice(done, until));
    text += format.slice(done, until);
  };
  for (const found of format.matchAll(fields)) {
    literal(found.index);
    done = found.index + found[0].length;
    const name = found[1] ?? (style === "$" ? found[2] : undefined);
    if (name === undefined) {
      text += found[0].charAt(0);
      continue;
    }
    const value = valueOf(name, record);
    const shown = value ?? (Object.hasOwn(EXAMPLE.python, name) ? EXAMPLE.python[name] : undefined);
    if (shown === undefined) return null;
    if (value === null) varies.push(name);
    const width = style === "$" ? 0 : Number(found[3] ?? "");
    const isLeft = style === "%" ? found[2] === "-" : !/^\d+$/.test(shown) || found[2] === "<";
    text += isLeft ? shown.padEnd(width) : shown.padStart(width);
  }
  literal(format.length);
  // What the expression did not take is a form that is not known here, or an error.
  const special = style === "%" ? /%/ : style === "{" ? /[{}]/ : /\$/;
  if (literals.some((piece) => special.test(piece))) return null;
  if (!record.hasTraceback) return { text, varies };
  return { text: `${text}\nTraceback (most recent call last): ...`, varies: [...varies, "the traceback"] };
}

function valueOf(name: string, record: DjangoRecord): string | null {
  switch (name) {
    case "message":
      return record.message;
    case "name":
      return record.logger;
    case "levelname":
      return record.level;
    case "levelno":
      return record.level === "ERROR" ? "40" : "30";
    case "status_code":
      return String(record.status);
    case "request":
      return record.request;
    case "module":
      return "log";
    case "filename":
      return "log.py";
    case "funcName":
      return "log_response";
    default:
      return null;
  }
}

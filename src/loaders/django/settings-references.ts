import { readPython } from "../../read/python/read-python.ts";
import type { Expression, PythonModule } from "../../read/python/tree.ts";
import { inFile, type FileSpan, type Span } from "../../text/span.ts";

/** Where an entry module sets a variable: by `setdefault`, which the environment overrides, or by plain assignment. */
export interface SettingsReference {
  /** The value, a dotted name for DJANGO_SETTINGS_MODULE; null when it is computed. */
  readonly settings: string | null;
  readonly how: "setdefault" | "assigned";
  readonly at: FileSpan;
}

/** What names the settings; the second says which class of the module holds them (django-configurations). */
export type SettingsVariable = "DJANGO_SETTINGS_MODULE" | "DJANGO_CONFIGURATION";

/** Every place in wsgi.py, asgi.py or manage.py that sets the variable, in order. */
function settingsReferences(
  module: PythonModule,
  file: string,
  variable: SettingsVariable,
): SettingsReference[] {
  const found: SettingsReference[] = [];
  const constants = new Map<string, string>();
  for (const node of nodesOf(module)) {
    if (node.kind === "assign") {
      for (const target of node.targets) {
        if (target.kind === "name" && node.value.kind === "string")
          constants.set(target.id, node.value.value);
        if (target.kind === "subscript" && isEnvironment(target.value) && isString(target.index, variable)) {
          found.push({
            settings: textOf(node.value, constants, variable),
            how: "assigned",
            at: inFile(file, node.value.span),
          });
        }
      }
    } else if (
      node.callee.kind === "attribute" &&
      node.callee.name === "setdefault" &&
      isEnvironment(node.callee.value)
    ) {
      const [key, value] = node.args;
      if (key !== undefined && value !== undefined && isString(key, variable)) {
        found.push({
          settings: textOf(value, constants, variable),
          how: "setdefault",
          at: inFile(file, value.span),
        });
      }
    }
  }
  return found.sort((a, b) => a.at.start - b.at.start);
}

export function parseSettingsReferences(
  text: string,
  file: string,
  variable: SettingsVariable = "DJANGO_SETTINGS_MODULE",
): SettingsReference[] {
  return text.includes(variable) ? settingsReferences(readPython(text), file, variable) : [];
}

/** `os.environ`, `environ`, `os.environ["X"]` without its subscript. */
function isEnvironment(expression: Expression): boolean {
  return (
    (expression.kind === "attribute" ? expression.name : expression.kind === "name" ? expression.id : "") ===
    "environ"
  );
}

function isString(expression: Expression, text: string): boolean {
  return expression.kind === "string" && expression.value === text;
}

/** A constant, a name bound to one above, or the default of `os.environ.get(variable, default)`. */
function textOf(
  expression: Expression,
  constants: ReadonlyMap<string, string>,
  variable: SettingsVariable,
): string | null {
  if (expression.kind === "string") return expression.value;
  if (expression.kind === "name") return constants.get(expression.id) ?? null;
  if (expression.kind === "call" && expression.args.length === 2) {
    const [key, otherwise] = expression.args;
    if (key !== undefined && otherwise?.kind === "string" && isString(key, variable)) return otherwise.value;
  }
  return null;
}

type Seen = Extract<Expression, { kind: "call" }> | Extract<PythonModule["body"][number], { kind: "assign" }>;

/** Every call and assignment, by place, without recursion. */
function nodesOf(module: PythonModule): Seen[] {
  const seen: Seen[] = [];
  const pending: unknown[] = [...module.body];
  for (let item = pending.pop(); item !== undefined; item = pending.pop()) {
    if (typeof item !== "object" || item === null) continue;
    if (isSeen(item)) seen.push(item);
    for (const value of Object.values(item) as unknown[])
      if (typeof value === "object" && value !== null) pending.push(value);
  }
  return seen.sort((a, b) => a.span.start - b.span.start);
}

function isSeen(item: object): item is Seen {
  const kind = (item as { readonly kind?: string; readonly span?: Span }).kind;
  return kind === "call" || kind === "assign";
}

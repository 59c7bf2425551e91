import { readPython } from "../../read/python/read-python.ts";
import type { Expression, PythonModule } from "../../read/python/tree.ts";
import { inFile, type FileSpan, type Span } from "../../text/span.ts";

/** Where an entry module names the settings: by `setdefault`, which the environment overrides, or by plain assignment. */
export interface SettingsReference {
  /** Dotted name; null when it is computed. */
  readonly settings: string | null;
  readonly how: "setdefault" | "assigned";
  readonly at: FileSpan;
}

const VARIABLE = "DJANGO_SETTINGS_MODULE";

/** Every place in wsgi.py, asgi.py or manage.py that sets DJANGO_SETTINGS_MODULE, in order. */
export function settingsReferences(module: PythonModule, file: string): SettingsReference[] {
  const found: SettingsReference[] = [];
  const constants = new Map<string, string>();
  for (const node of nodesOf(module)) {
    if (node.kind === "assign") {
      for (const target of node.targets) {
        if (target.kind === "name" && node.value.kind === "string")
          constants.set(target.id, node.value.value);
        if (target.kind === "subscript" && isEnvironment(target.value) && isVariable(target.index)) {
          found.push({
            settings: textOf(node.value, constants),
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
      if (key !== undefined && value !== undefined && isVariable(key)) {
        found.push({ settings: textOf(value, constants), how: "setdefault", at: inFile(file, value.span) });
      }
    }
  }
  return found.sort((a, b) => a.at.start - b.at.start);
}

export function parseSettingsReferences(text: string, file: string): SettingsReference[] {
  return text.includes(VARIABLE) ? settingsReferences(readPython(text), file) : [];
}

/** `os.environ`, `environ`, `os.environ["X"]` without its subscript. */
function isEnvironment(expression: Expression): boolean {
  return (
    (expression.kind === "attribute" ? expression.name : expression.kind === "name" ? expression.id : "") ===
    "environ"
  );
}

function isVariable(expression: Expression): boolean {
  return expression.kind === "string" && expression.value === VARIABLE;
}

/** A constant, a name bound to one above, or the default of `os.environ.get(VARIABLE, default)`. */
function textOf(expression: Expression, constants: ReadonlyMap<string, string>): string | null {
  if (expression.kind === "string") return expression.value;
  if (expression.kind === "name") return constants.get(expression.id) ?? null;
  if (expression.kind === "call" && expression.args.length === 2) {
    const [key, otherwise] = expression.args;
    if (key !== undefined && otherwise?.kind === "string" && isVariable(key)) return otherwise.value;
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

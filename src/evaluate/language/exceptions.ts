import type { ClassObject } from "../core/heap.ts";
import type { Machine } from "../core/machine.ts";
import type { Val } from "../core/val.ts";
import { EXCEPTION_BASES } from "../library/exception-tree.ts";
import { classException } from "./raise.ts";

const classes = new Map<string, ClassObject>();

/** Remembers a first-party class, so that an exception's name leads back to it. */
export function rememberClass(ref: ClassObject): void {
  classes.set(classException(ref), ref);
}

export function forgetClasses(): void {
  classes.clear();
}

/** Is the exception one of `wanted`? Null: not known. */
export function isSubclass(_machine: Machine, exception: string, wanted: Val): boolean | null {
  const target = nameOf(wanted);
  if (target === null) return null;
  const own = classes.get(exception);
  if (own !== undefined) return derived(own, target, 0);
  if (target === "BaseException") return true;
  for (let name: string | undefined = exception; name !== undefined; name = EXCEPTION_BASES.get(name)) {
    if (name === target) return true;
    if (aliases(name, target)) return true;
    if (name !== "BaseException" && !EXCEPTION_BASES.has(name))
      return target === "Exception"
        ? true
        : EXCEPTION_BASES.has(target) || classes.has(target)
          ? false
          : null;
  }
  return EXCEPTION_BASES.has(target) || classes.has(target) ? false : null;
}

function aliases(a: string, b: string): boolean {
  const same = new Set(["IOError", "EnvironmentError", "OSError"]);
  if (same.has(a) && same.has(b)) return true;
  return a.endsWith(".ImproperlyConfigured") && b.endsWith(".ImproperlyConfigured");
}

function derived(ref: ClassObject, target: string, depth: number): boolean | null {
  if (classException(ref) === target) return true;
  let answer: boolean | null = false;
  for (const base of ref.bases) {
    const name = nameOf(base);
    const own = name === null ? undefined : classes.get(name);
    const found =
      own !== undefined && depth < 50
        ? derived(own, target, depth + 1)
        : name === null
          ? null
          : isSubclass(null as never, name, { kind: "reference", name: target });
    if (found === true) return true;
    if (found === null) answer = null;
  }
  return answer;
}

function nameOf(value: Val): string | null {
  if (value.kind === "reference") return value.name.replace(/^builtins\./, "");
  return value.kind === "object" && value.ref.type === "class" ? classException(value.ref) : null;
}

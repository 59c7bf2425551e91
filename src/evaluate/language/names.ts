import type { FileSpan } from "../../text/span.ts";
import { choose } from "../core/branch.ts";
import type { Binding, Scope } from "../core/heap.ts";
import { addGap, Raised, uncertain, type Frame, type Machine } from "../core/machine.ts";
import { reference, string, type Val } from "../core/val.ts";
import { BUILTIN_NAMES } from "../library/builtin-names.ts";

/** The value of a name: locals, enclosing functions, module, builtins. */
export function lookUp(machine: Machine, frame: Frame, name: string, at: FileSpan): Val {
  const declared = frame.outside.get(name);
  const scopes =
    declared === "global"
      ? [frame.module.scope]
      : [frame.scope, ...[...frame.closure].reverse(), frame.module.scope];
  let open: string | undefined;
  for (const scope of scopes) {
    const binding = scope.names.get(name);
    if (binding === undefined) {
      open ??= scope.open;
      continue;
    }
    // A name of a class body or of the module that is not bound in every case lets the next scope shine through.
    const falls =
      scope === frame.owner?.attributes || (scope === frame.module.scope && BUILTIN_NAMES.has(name));
    if (falls && mayBeUnbound(binding)) return uncertain(machine, `${name} is not bound in every case`);
    return bound(machine, name, binding, at);
  }
  if (open !== undefined) return uncertain(machine, open);
  if (name === "__name__") return string(frame.module.name);
  if (BUILTIN_NAMES.has(name)) return reference(`builtins.${name}`);
  throw new Raised("NameError", `name '${name}' is not defined`, at);
}

/** Drops the case in which the name is not bound: using it then would end the module. */
function bound(machine: Machine, name: string, binding: Binding, at: FileSpan): Val {
  const { value } = binding;
  if (value.kind === "unbound") throw new Raised("NameError", `name '${name}' is not defined`, at);
  if (value.kind !== "either") return value;
  const options = value.options.filter((option) => option.value.kind !== "unbound");
  if (options.length === value.options.length) return value;
  if (machine.tries.length === 0) addGap(machine, name, "it is not defined in every case", at);
  else uncertain(machine, `name '${name}' may not be defined`);
  return choose(options);
}

export function mayBeUnbound(binding: Binding): boolean {
  return (
    binding.value.kind === "either" && binding.value.options.some((option) => option.value.kind === "unbound")
  );
}

/** The attribute of a scope as it stands, null when it is certainly not there. */
export function inScope(machine: Machine, scope: Scope, name: string): Val | null {
  const binding = scope.names.get(name);
  if (binding === undefined) return scope.open === undefined ? null : uncertain(machine, scope.open);
  if (binding.value.kind !== "either") return binding.value.kind === "unbound" ? null : binding.value;
  if (mayBeUnbound(binding)) uncertain(machine, `${name} is not bound in every case`);
  return choose(binding.value.options.filter((option) => option.value.kind !== "unbound"));
}

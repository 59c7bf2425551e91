import { branch, choose } from "../core/branch.ts";
import { literal, not, type Condition } from "../core/condition.ts";
import { bind, Raised, uncertain, type Machine } from "../core/machine.ts";
import { string, symbolic, UNBOUND, type Plain, type Val } from "../core/val.ts";

export function isEnvironment(value: Plain): boolean {
  return value.kind === "reference" && value.name === "os.environ";
}

export function isSet(name: string): Condition {
  return literal({ id: `env:${name}`, truth: true, yes: `${name} is set`, no: `${name} is not set` });
}

/** The variable as the process finds it at this point: what the code wrote, else what it started with. */
export function readVariable(machine: Machine, key: Plain, missing: (key: Plain) => Val): Val {
  if (key.kind === "none" || key.kind === "integer") throw new Raised("TypeError", "str expected");
  if (key.kind !== "string") return uncertain(machine, "which variable is read is not known");
  const value = variable(machine, key.value);
  if (value.kind === "unbound") return missing(key);
  if (value.kind !== "either") return value;
  return choose(
    branch<Val>(
      machine,
      value.options.map((option) => ({
        when: option.when,
        run: () => (option.value.kind === "unbound" ? missing(key) : option.value),
      })),
    ),
  );
}

/** The variable's value with "unbound" where it is not set. */
export function variable(machine: Machine, name: string): Val {
  const known = machine.environment.names.get(name);
  if (known !== undefined) return known.value;
  const value = initialVariable(machine, name);
  // Not a change: a fork that writes the variable must find what it was before.
  machine.environment.names.set(name, { value });
  return value;
}

function initialVariable(machine: Machine, name: string): Val {
  const { values, complete, unknown, via } = machine.request.environment;
  if (Object.hasOwn(values, name)) {
    const places = via !== undefined && Object.hasOwn(via, name) ? via[name] : undefined;
    return places === undefined ? string(values[name] ?? "") : { ...string(values[name] ?? ""), via: places };
  }
  if (complete && unknown?.includes(name) !== true) return UNBOUND;
  const set = isSet(name);
  return {
    kind: "either",
    options: [
      { when: set, value: symbolic(`$${name}`, `the environment variable ${name} is not known`) },
      { when: not(set), value: UNBOUND },
    ],
  };
}

export function writeVariable(machine: Machine, key: Plain, value: Val): void {
  if (key.kind !== "string") {
    uncertain(machine, "which variable is set is not known");
    return;
  }
  if (value.kind === "none" || value.kind === "integer" || value.kind === "boolean" || value.kind === "float")
    throw new Raised("TypeError", "str expected");
  variable(machine, key.value);
  bind(machine, machine.environment, key.value, { value });
}

export function deleteVariable(machine: Machine, key: Plain): void {
  if (key.kind !== "string") return;
  if (variable(machine, key.value).kind === "unbound") throw new Raised("KeyError", key.value);
  bind(machine, machine.environment, key.value, { value: UNBOUND });
}

/** Writes the variable where it is not set yet, as `.env` files and `setdefault` do. */
export function defaultVariable(machine: Machine, name: string, value: Val): Val {
  const before = variable(machine, name);
  if (before.kind === "unbound") {
    bind(machine, machine.environment, name, { value });
    return value;
  }
  if (before.kind !== "either") return before;
  const joined = choose(
    before.options.map((option) => ({
      when: option.when,
      value: option.value.kind === "unbound" ? value : option.value,
    })),
  );
  bind(machine, machine.environment, name, { value: joined });
  return joined;
}

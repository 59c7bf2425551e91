import { addGap, uncertain } from "../core/machine.ts";
import { foreign, NONE, type Val } from "../core/val.ts";
import { spoil } from "../language/functions.ts";
import { EXCEPTION_BASES } from "./exception-tree.ts";
import { BUILTINS } from "./builtins.ts";
import type { Call, LibraryFunction } from "./call.ts";
import { DECOUPLE_FUNCTIONS } from "./decouple.ts";
import { recordCall } from "./effects.ts";
import { ENVIRON_FUNCTIONS } from "./environ.ts";
import { callEnvirons } from "./environs.ts";
import { MISCELLANY } from "./standard.ts";
import { OS_FUNCTIONS } from "./os.ts";
import { PATH_FUNCTIONS } from "./pathlib.ts";
import { callTypeMethod } from "./methods.ts";

const FUNCTIONS = new Map<string, LibraryFunction>(
  Object.entries({
    ...BUILTINS,
    ...OS_FUNCTIONS,
    ...PATH_FUNCTIONS,
    ...ENVIRON_FUNCTIONS,
    ...DECOUPLE_FUNCTIONS,
    ...MISCELLANY,
  }),
);

/** Functions outside that may change what they are given. */
const CHANGES_ARGUMENTS =
  /merge|update|extend|patch|inject|append|insert|shuffle|heapify|setdefault|apply|add_/i;

/** Calls that return nothing and cannot fail in a way that matters. */
const QUIET =
  /^(?:builtins\.print|logging\.|sentry_sdk\.|warnings\.|structlog\.|locale\.|mimetypes\.|socket\.setdefaulttimeout|faulthandler\.|gettext\.)/;

/** Calls something outside the project. */
export function callLibrary(call: Call): Val {
  const { machine, name, args, keywords, at } = call;
  if (at !== undefined) recordCall(machine, name, args, keywords, at);
  const known = FUNCTIONS.get(name);
  if (known !== undefined) {
    if (call.open !== undefined) return uncertain(machine, call.open);
    return known(call);
  }
  if (/^environs\.env(?:\.|$)/.test(name))
    return callEnvirons(call, name.slice("environs.env".length + 1) || "str", null);
  const typeMethod = callTypeMethod(call);
  if (typeMethod !== null) return typeMethod;
  const short = name.replace(/^builtins\./, "");
  if (EXCEPTION_BASES.has(short) || short === "BaseException") return foreign(name, args, keywords);
  if (/^(?:builtins\.(?:open|input|exec|eval|compile|__import__))$/.test(name)) {
    if (/exec|eval/.test(name)) addGap(machine, name.slice(9), "code from a text is not followed", at);
    return uncertain(machine, `${short} is not followed`);
  }
  if (CHANGES_ARGUMENTS.test(name.slice(name.lastIndexOf(".") + 1))) spoil(machine, args);
  if (!QUIET.test(name)) uncertain(machine, `${name} may fail`);
  if (
    QUIET.test(name) &&
    !/^(?:logging|sentry_sdk|structlog)\.(?:[A-Z]|\w+\.(?:\w+\.)*[A-Z]|getLogger|get_logger)/.test(name)
  )
    return NONE;
  return foreign(name, args, keywords);
}

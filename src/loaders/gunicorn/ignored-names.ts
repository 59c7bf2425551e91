import type { Evaluation } from "../../evaluate/evaluation.ts";
import type { Value } from "../../evaluate/value.ts";
import type { GunicornInstance } from "../../model/gunicorn.ts";
import type { FileSpan } from "../../text/span.ts";
import type { ModuleNames } from "./module-names.ts";
import { probablyMeant } from "./near-miss.ts";
import { jsonOf } from "./python-value.ts";
import { settingNamed } from "./settings.ts";
import { validate, type Surroundings } from "./validators.ts";

/**
 * Names of the config file that gunicorn passes over and that were probably meant as settings: assigned in the file itself,
 * read by nobody, with a value that the setting would take, and the setting itself not given.
 */
export function ignoredNames(
  request: { readonly file: string; readonly version: string | null },
  evaluation: Evaluation,
  names: ModuleNames | null,
  around: Surroundings,
): GunicornInstance["ignoredNames"] {
  if (names === null || names.readsAny) return [];
  const found: GunicornInstance["ignoredNames"][number][] = [];
  for (const [name, value] of evaluation.names) {
    if (settingNamed(name, request.version) !== undefined || names.read.has(name) || !isData(value)) continue;
    const at = placeOf(name, request.file, evaluation);
    if (at === undefined) continue;
    const tooNew = settingNamed(name, null);
    const candidates = tooNew === undefined ? probablyMeant(name) : [name];
    const meant = candidates.find((candidate) => !evaluation.names.has(candidate) || candidate === name);
    const setting =
      meant === undefined
        ? undefined
        : candidates
            .map((each) => settingNamed(each, null))
            .find((each) => each !== undefined && takes(each, value, around));
    if (
      meant === undefined ||
      setting === undefined ||
      (evaluation.names.has(setting.name) && setting.name !== name)
    )
      continue;
    found.push({
      name,
      meant: setting.name,
      since: tooNew?.since ?? null,
      value: value.kind === "unknown" ? undefined : jsonOf(value),
      at,
    });
  }
  return found;
}

/** Something that a setting could hold: no function, class or imported thing. */
function isData(value: Value): boolean {
  switch (value.kind) {
    case "reference":
    case "instance":
    case "function":
    case "class":
    case "bytes":
      return false;
    default:
      return true;
  }
}

function takes(setting: Parameters<typeof validate>[0], value: Value, around: Surroundings): boolean {
  if (value.kind === "either") return value.options.some(({ value: each }) => takes(setting, each, around));
  return validate(setting, value, around).kind !== "refused";
}

/** Where the file itself assigns the name last; undefined when only an imported module does. */
function placeOf(name: string, file: string, evaluation: Evaluation): FileSpan | undefined {
  return evaluation.assignments.get(name)?.findLast((span) => span.file === file);
}

import type { Evaluation } from "../../evaluate/evaluation.ts";
import type { Value } from "../../evaluate/value.ts";
import type { GunicornInstance } from "../../model/gunicorn.ts";
import { inFile } from "../../text/span.ts";
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
    const assigned = names.assigned.get(name);
    if (assigned === undefined || !isFrom(name, request.file, evaluation)) continue;
    const at = inFile(request.file, assigned);
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

/** Does the file itself bind the name, and not only a module that it imports? */
function isFrom(name: string, file: string, evaluation: Evaluation): boolean {
  return evaluation.assignments.get(name)?.some((span) => span.file === file) === true;
}

import type { Evaluation } from "../../evaluate/evaluate.ts";
import { isUnreadable, type FileSystem } from "../../text/file-system.ts";

/**
 * Calls of libraries that read settings from files of their own and set them in the module that calls (dynaconf 3.2 `DjangoDynaconf`, django-yamlconf
 * 1.5 `load`), and `setattr` on the module itself.
 */
const FILLS_MODULE =
  /^[^#\n]{0,500}?(\b(?:DjangoDynaconf|django_yamlconf\.load|setattr\(\s{0,20}sys\.modules\[__name__\]))\s{0,20}[(,]/m;

/** What was evaluated; open to any name where a library sets more than the module says. */
export function withFilledNames(fs: FileSystem, evaluation: Evaluation): Evaluation {
  if (evaluation.open) return evaluation;
  for (const file of evaluation.files) {
    const source = fs.read(file);
    const match = isUnreadable(source) ? null : FILLS_MODULE.exec(source.text);
    const call = match?.[1];
    if (match === null || call === undefined) continue;
    const start = match.index + match[0].indexOf(call);
    const gap = {
      what: call.startsWith("setattr") ? "setattr on the module" : call,
      why: "it sets names that stand in other files, and may change any setting",
      at: { file, start, end: start + call.length },
    };
    return { ...evaluation, open: true, gaps: [...evaluation.gaps, gap] };
  }
  return evaluation;
}

import { describe, expect, it } from "vitest";
import { loadDjango } from "../../../src/loaders/django/load-django.ts";
import type { DjangoProject } from "../../../src/model/django.ts";
import { unknownFact } from "../../../src/model/fact.ts";
import { memoryFileSystem } from "../../../src/text/memory-file-system.ts";
import { pythonWithDjango } from "../../real-programs.ts";
import { generatedLogging } from "./generated-logging.ts";
import { toPython } from "./python-literal.ts";
import { compareTree, realTrees, type RealAnswer } from "./real-django.ts";
import { STYLES } from "./settings-styles.ts";

const python = pythonWithDjango();

/** The same files below a folder of their own, so that one Python process can see all cases. */
const placed = (files: Readonly<Record<string, string>>, folder: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(files).map(([path, text]) => [path.replace(/^proj\//, `${folder}/`), text]),
  );

function load(files: Readonly<Record<string, string>>, settings: string, complete: boolean): DjangoProject {
  const path = settings.replaceAll(".", "/");
  const file = `${path}.py` in files ? `${path}.py` : `${path}/__init__.py`;
  return loadDjango({
    fs: memoryFileSystem(files),
    settings,
    file,
    searchPath: ["."],
    environment: { values: { PATH: "/usr/bin:/bin", LANG: "C.UTF-8" }, complete },
    purpose: "production",
    version: unknownFact("not pinned"),
    firstParty: [],
  });
}

function refusal(project: DjangoProject): string | null {
  const problem = project.problems.find(({ consequence }) => consequence?.includes(" when ") !== true);
  return problem?.message ?? null;
}

describe.skipIf(python === null)("settings modules in real styles, through reader and evaluator", () => {
  const modules = STYLES.map((style, i) => style.settings.replace(/^proj/, `style_${String(i)}`));
  const files = Object.assign(
    {},
    ...STYLES.map((style, i) => placed(style.files, `style_${String(i)}`)),
  ) as Record<string, string>;
  let answers: RealAnswer[] | null = null;
  const answer = (i: number): RealAnswer => (answers ??= realTrees(python!, modules, files))[i]!;

  it.each(STYLES.map((style, i) => [style.title, i] as const))("%s: the tree equals Django's", (_, i) => {
    const style = STYLES[i]!;
    const real = answer(i);
    const own = placed(style.files, `style_${String(i)}`);
    const known = load(own, modules[i]!, true);
    const open = load(own, modules[i]!, false);
    if (!real.ok) {
      expect(refusal(known), real.error).not.toBeNull();
      return;
    }
    expect(refusal(known)).toBeNull();
    const compared = compareTree(known.tree, real.tree);
    expect(compared.wrong).toEqual([]);
    expect(compared.unknown).toBeLessThanOrEqual(4);
    // With an environment that is not known nothing may be wrong either.
    expect(compareTree(open.tree, real.tree).wrong).toEqual([]);
    expect(refusal(open)).toBeNull();
  });

  it("300 generated dicts, written as source, give the same tree as Django's", () => {
    const cases = Array.from({ length: 300 }, (_, index) => generatedLogging(500_000 + index));
    const texts = cases.map(
      (logging) =>
        `import logging, sys\nSECRET_KEY = "x"\nINSTALLED_APPS = []\nDEBUG = False\nLOGGING = ${toPython(logging)}\n`,
    );
    const names = texts.map((_, i) => `generated_${String(i)}`);
    const reals = realTrees(
      python!,
      names,
      Object.fromEntries(texts.map((text, i) => [`${names[i]!}.py`, text])),
    );
    const wrong: string[] = [];
    let known = 0;
    let unknown = 0;
    texts.forEach((text, i) => {
      const real = reals[i]!;
      const project = load({ [`${names[i]!}.py`]: text }, names[i]!, true);
      const refused = refusal(project);
      if (real.ok === (refused !== null))
        wrong.push(
          `${names[i]!}: real ${real.ok ? "accepts" : real.error}, ours ${refused ?? "accepts"}: ${text}`,
        );
      if (!real.ok || refused !== null) return;
      const compared = compareTree(project.tree, real.tree);
      known += compared.known;
      unknown += compared.unknown;
      wrong.push(...compared.wrong.map((each) => `${names[i]!}: ${each}: ${text}`));
    });
    console.info(`${String(known)} facts known, ${String(unknown)} unknown`);
    expect(wrong.slice(0, 5).map((each) => each.slice(0, 1200))).toEqual([]);
    expect(unknown).toBeLessThan(known / 50);
  });
});

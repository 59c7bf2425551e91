import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { realProgram } from "../real-programs.ts";
import { compute, faults, runReal } from "./oracle.ts";
import { LIBRARIES } from "./libraries-corpus.ts";

const python = realProgram("python");
/** Where the libraries are, when they are not installed for that Python. */
const extra: string = process.env["LOGLINT_PYTHON_LIBRARIES"] ?? "";
const setUp = extra === "" ? "" : `import sys; sys.path.append(${JSON.stringify(extra)}); `;

describe.skipIf(python === null)("settings that read the environment through libraries", () => {
  for (const { library, when, cases } of LIBRARIES) {
    const installed =
      python !== null &&
      spawnSync(python, ["-I", "-c", `${setUp}import ${library}; assert ${when ?? "True"}`]).status === 0;
    if (!installed) console.warn(`skipped: ${library} is not installed, so nothing here is compared with it`);
    describe.skipIf(!installed)(library, () => {
      const real = installed ? runReal(python, cases, extra) : [];
      it.each(cases.map((one, index) => [one.name, index] as const))(
        "%s: what is known is what Python holds",
        (_, index) => {
          const { root, outcome } = real[index]!;
          const tally = { known: 0, unknown: 0 };
          expect(faults(compute(cases[index]!, root), outcome, tally)).toEqual([]);
          const undecided = faults(
            compute(cases[index]!, root, { values: {}, complete: false }),
            outcome,
            tally,
          );
          if (outcome.failed === undefined) expect(undecided).toEqual([]);
        },
      );
    });
  }
});

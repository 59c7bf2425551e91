import { describe, expect, it } from "vitest";
import { loadGunicorn } from "../../../src/loaders/gunicorn/load-gunicorn.ts";
import { setFact, type Fact } from "../../../src/model/fact.ts";
import type { GunicornInstance, SettingValue } from "../../../src/model/gunicorn.ts";
import { memoryFileSystem } from "../../../src/text/memory-file-system.ts";
import { ask, python, type Answer } from "./ask.ts";
import { generateCases, type Case } from "./generated-cases.ts";

const AT = { file: "Procfile", start: 0, end: 0 };

function load(each: Case): GunicornInstance {
  const at = each.args.findIndex((arg) => arg === "-c" || arg.startsWith("--config="));
  const given =
    at < 0
      ? "gunicorn.conf.py"
      : each.args[at] === "-c"
        ? each.args[at + 1]!
        : each.args[at]!.slice("--config=file:".length);
  return loadGunicorn({
    fs: memoryFileSystem(each.files),
    name: "web",
    configFile: given in each.files ? given : null,
    args: each.args.map((value) => ({ value })),
    command: each.args.join(" "),
    at: AT,
    environment: { values: { ...each.environment, PWD: "/scratch" }, complete: true },
    searchPath: ["."],
    version: setFact("20.1.0", AT),
    workingDirectory: "/scratch",
    deployedAt: "/scratch",
  });
}

/** Real values of a setting beside ours: null when ours is right, "unknown" when it is not known, else the difference. */
function compare(
  name: string,
  ours: Fact<SettingValue> | undefined,
  real: unknown,
): "right" | "unknown" | "wrong" {
  if (ours === undefined) return "wrong";
  if (ours.state === "unknown") return "unknown";
  if (ours.state === "either")
    return ours.options.some(({ fact }) => compare(name, fact, real) !== "wrong") ? "unknown" : "wrong";
  let value: unknown = ours.value;
  if ((name === "user" || name === "group") && value === null)
    return typeof real === "number" ? "right" : "wrong";
  if (typeof real === "object" && real !== null && "callable" in real) {
    if (value === null && ours.state === "default") return "right";
    // gunicorn wraps a post_request of two or three parameters.
    if (name === "post_request" && String(real.callable).startsWith("validate_post_request"))
      return value === name ? "right" : "wrong";
    value = typeof value === "string" ? { callable: value.split(".").at(-1) } : value;
  }
  return JSON.stringify(value) === JSON.stringify(real) ? "right" : "wrong";
}

/** gunicorn's own words for its end, in our order: "Invalid value for K: V (why)", or the text after "Error: ". */
function realRefusal(answer: Answer): { status: number; message: string } | null {
  if (answer.exit === undefined) return null;
  const text = answer.stderr ?? "";
  const usage = /gunicorn: error: ([\s\S]*)\n$/.exec(text);
  if (usage !== null) return { status: 2, message: usage[1]! };
  const invalid = /Invalid value for ([\s\S]*?)\n\n\nError: ([\s\S]*)\n$/.exec(text);
  if (invalid !== null)
    return { status: 1, message: `Invalid value for ${invalid[1]!} (${invalid[2]!.trim()})` };
  if (text.includes("Failed to read config file"))
    return { status: 1, message: "Failed to read config file" };
  return { status: answer.exit, message: /(?:Error: |ValueError: )([\s\S]*?)\n?$/.exec(text)?.[1] ?? text };
}

/** Addresses and paths of Python objects differ from run to run. */
function plainly(message: string): string {
  return message
    .replace(/<module '[^']*'[^>]*>|<function (?:<lambda>|[^>])*>/g, "<object>")
    .replace(/^Failed to read config file[\s\S]*/, "Failed to read config file");
}

describe.skipIf(python === null)("the effective settings", () => {
  it("equal what the installed gunicorn computes, or its refusal, for 600 generated stacks", () => {
    const cases = generateCases(600);
    const answers = ask(cases.map((each) => ({ ask: "settings", ...each })));
    const counts = { settings: 0, unknown: 0, started: 0, refused: 0, unknownRefusals: 0 };
    const wrong: unknown[] = [];
    for (const [i, each] of cases.entries()) {
      const ours = load(each);
      const answer = answers[i]!;
      const refusal = realRefusal(answer);
      if (refusal !== null || ours.refusal !== null) {
        counts.refused++;
        const said =
          ours.refusal === null
            ? null
            : { status: ours.refusal.status, message: plainly(ours.refusal.message) };
        const real = refusal === null ? null : { status: refusal.status, message: plainly(refusal.message) };
        if (JSON.stringify(said) === JSON.stringify(real)) continue;
        // Whether a module is installed on the server is not known here.
        const missing =
          real?.message === "Failed to read config file" &&
          JSON.stringify(each.files).includes("from nowhere import");
        if (real !== null && (missing || isUnsure(ours, real.message))) counts.unknownRefusals++;
        else wrong.push({ case: each, said, real });
        continue;
      }
      counts.started++;
      const { settings, app } = answer.value as { settings: Record<string, unknown>; app: string | null };
      if (ours.app !== app) wrong.push({ case: each, app, ours: ours.app });
      for (const [name, value] of Object.entries(settings)) {
        counts.settings++;
        const verdict = compare(name, ours.settings[name], value);
        if (verdict === "unknown") counts.unknown++;
        if (verdict === "wrong") wrong.push({ case: each, name, ours: ours.settings[name], real: value });
      }
    }
    console.log(`effective settings: ${JSON.stringify(counts)}, wrong ${wrong.length}`);
    expect(wrong.slice(0, 5)).toEqual([]);
    expect(counts.started).toBeGreaterThan(300);
    expect(counts.refused).toBeGreaterThan(80);
    expect(counts.unknown / counts.settings).toBeLessThan(0.02);
    expect(counts.unknownRefusals).toBeLessThan(counts.refused * 0.1);
  });
});

/** Do we say of the setting that gunicorn refuses that it is not known? */
function isUnsure(ours: GunicornInstance, message: string): boolean {
  const name = /^Invalid value for (\w+)/.exec(message)?.[1];
  if (name === undefined) return false;
  const state = ours.settings[name]?.state;
  return state === "unknown" || state === "either";
}

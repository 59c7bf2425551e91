import { describe, expect, it } from "vitest";
import { groups, nginx, refusalOf, remove, scratchOf } from "./scratch-nginx.ts";

/** Groups that the stock nginx cannot read whatever they say: fragments, templates, other modules. */
function isWhole(files: Readonly<Record<string, string>>): boolean {
  const text = Object.values(files).join("\n");
  return (
    Object.keys(files).some((file) => file.endsWith("nginx.conf")) &&
    !/\{\{|\$\{[A-Z]|\{%|brotli|lua|formats\/\*/.test(text)
  );
}

describe.skipIf(nginx === null).each(["syntax", "format-undefined"])(
  "nginx -t and the cases of nginx/%s",
  (rule) => {
    const whole = groups(rule).filter((group) => isWhole(group.files));

    it.each(whole.map((group) => [`${group.kind}: ${group.title}`, group] as const))(
      "%s",
      async (_, group) => {
        const scratch = await scratchOf(group.files);
        const refusal = refusalOf(scratch);
        remove(scratch);
        if (group.kind === "good") expect(refusal).toBeNull();
        else
          expect(
            group.findings.some((finding) =>
              finding.endsWith(`nginx refuses this: ${refusal ?? "nothing"}.`),
            ),
            refusal ?? "",
          ).toBe(true);
      },
    );
  },
);

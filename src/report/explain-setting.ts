import type { DirectiveHere, SettingHere } from "../explain/setting-here.ts";
import type { SettingPage } from "../explain/setting-page.ts";
import { escapeLine } from "./escape.ts";
import { factJson } from "./facts/fact-json.ts";
import { factRow, rowLines, type Row } from "./facts/facts-rows.ts";
import { addressOf, type Sources } from "./places.ts";
import { redact } from "./redact.ts";
import type { Theme } from "./theme.ts";
import { hang, wrap } from "./wrap.ts";

/** What a setting does, and what it is in the reader's files: the value that takes effect first, then what it overrides. */
export function explainSetting(
  page: SettingPage,
  here: { readonly values: readonly SettingHere[]; readonly directives: readonly DirectiveHere[] },
  sources: Sources,
  { theme, width }: { readonly theme: Theme; readonly width: number },
): string {
  const prose = Math.min(width, 100);
  const lines = [theme.strong(page.name), ...wrap(page.does, prose), ""];
  if (page.written.length > 0) lines.push(hang("Written: ", page.written.join("   "), prose));
  lines.push(hang("Not set: ", page.absent, prose), "");
  for (const surprise of page.surprises) lines.push(hang("- ", surprise, prose));
  if (page.surprises.length > 0) lines.push("");
  lines.push(theme.strong("Here"));
  const rows = [
    ...here.values.flatMap((value) => valueRows(value, here.values, page.name, sources)),
    ...here.directives.map((each) => directiveRow(each, sources)),
  ];
  lines.push(...(rows.length > 0 ? rowLines(rows, 2, width, theme) : ["  It is written nowhere here."]), "");
  lines.push(
    hang("Rules: ", page.rules.join(", "), prose),
    ...hang("Source: ", page.source, prose).split("\n").map(theme.quiet),
  );
  return `${lines.join("\n")}\n`;
}

function valueRows(
  value: SettingHere,
  all: readonly SettingHere[],
  name: string,
  sources: Sources,
): readonly Row[] {
  const several = new Set(all.map((each) => each.stack)).size > 1;
  const label = several ? `${value.of} in ${value.stack}` : value.of;
  const key = name.slice(name.indexOf(".") + 1);
  return [
    factRow(label, factJson<unknown>(value.fact, sources, key)),
    ...value.overrides.map((fact): Row => {
      const row = factRow("", factJson<unknown>(fact, sources, key));
      return { ...row, value: `overrides ${row.value}`, quiet: true };
    }),
  ];
}

function directiveRow({ directive, block }: DirectiveHere, sources: Sources): Row {
  const words = directive.args.map((arg) => arg.value).join(" ");
  return { name: escapeLine(block), value: redact(words), origin: addressOf(directive.at, sources) };
}

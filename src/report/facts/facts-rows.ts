import { escapeLine } from "../escape.ts";
import type { Place } from "../places.ts";
import type { Theme } from "../theme.ts";
import { textWidth } from "../width.ts";
import { wrap } from "../wrap.ts";
import type { FactJson } from "./facts-result.ts";
import { pythonLiteral } from "./literal.ts";

/** One line of a table of settings: what, its value, where that comes from. */
export interface Row {
  readonly name: string;
  readonly value: string;
  readonly origin: string;
  /** A default: said more quietly. */
  readonly quiet?: boolean;
}

/** Values wider than this push their own origin aside instead of everybody's. */
const VALUE_WIDTH = 44;

/** A table of settings, its three columns aligned. */
export function rowLines(rows: readonly Row[], indent: number, width: number, theme: Theme): string[] {
  const safe = rows.map((row) => ({
    ...row,
    name: escapeLine(row.name),
    value: escapeLine(row.value),
    origin: escapeLine(row.origin),
  }));
  const names = Math.max(0, ...safe.map((row) => textWidth(row.name)));
  const values = Math.max(
    0,
    ...safe.map((row) => textWidth(row.value)).filter((wide) => wide <= VALUE_WIDTH),
  );
  const lead = " ".repeat(indent);
  return safe.flatMap((row) => {
    const name = row.name + " ".repeat(names - textWidth(row.name));
    const gap = " ".repeat(Math.max(2, values + 2 - textWidth(row.value)));
    const value = row.quiet === true ? theme.quiet(row.value) : row.value;
    const line = `${lead}${name}  ${value}`;
    if (row.origin === "") return under(`${lead}${name}  `, row.value, width, (text) => text);
    const before = indent + names + 2 + textWidth(row.value);
    const fits = (space: number): boolean => before + space + textWidth(row.origin) <= width;
    if (fits(gap.length)) return [line + gap + theme.quiet(row.origin)];
    if (fits(2)) return [`${line}  ${theme.quiet(row.origin)}`];
    const dress = row.quiet === true ? theme.quiet : (text: string): string => text;
    return [
      ...under(`${lead}${name}  `, row.value, width, dress),
      ...under(" ".repeat(indent + names + 4), row.origin, width, theme.quiet),
    ];
  });
}

/** A text behind `before`, its further lines below its first. */
function under(before: string, text: string, width: number, dress: (line: string) => string): string[] {
  const column = textWidth(before);
  return wrap(text, Math.max(20, width - column)).map(
    (line, index) => (index === 0 ? before : " ".repeat(column)) + dress(line),
  );
}

/** A setting as a row: its value as `show` writes it, and where it comes from. */
export function factRow(
  name: string,
  fact: FactJson<unknown>,
  show: (value: unknown) => string = pythonLiteral,
): Row {
  switch (fact.state) {
    case "set":
      return { name, value: show(fact.value), origin: originOf(fact) };
    case "default":
      return { name, value: show(fact.value), origin: `default, ${fact.since}`, quiet: true };
    case "unknown":
      return {
        name,
        value: "unknown",
        origin: `${fact.why}${fact.at === undefined ? "" : `, ${address(fact.at)}`}`,
        quiet: true,
      };
    case "either":
      return { name, value: valueText(fact, show), origin: fact.at === undefined ? "" : address(fact.at) };
  }
}

export function address(place: Place): string {
  return `${place.file}:${place.start.line}:${place.start.column}`;
}

function valueText(fact: FactJson<unknown>, show: (value: unknown) => string): string {
  switch (fact.state) {
    case "set":
    case "default":
      return show(fact.value);
    case "unknown":
      return "unknown";
    case "either":
      return fact.options
        .map(
          ({ when, fact: each }) =>
            `${valueText(each, show)} ${when.startsWith("unless ") ? when : `if ${when}`}`,
        )
        .join("; ");
  }
}

function originOf(fact: Extract<FactJson<unknown>, { state: "set" }>): string {
  const via =
    fact.via.length === 0
      ? ""
      : `, through ${fact.via.map((place) => `${place.file}:${place.start.line}`).join(", ")}`;
  switch (fact.from) {
    case "cli":
      return `${address(fact.at)}, command line${via}`;
    case "environment":
    case "env-file":
      return `${address(fact.at)}, environment${via}`;
    case "config":
      return `${address(fact.at)}, loglint's configuration${via}`;
    case "file":
    case "include":
    case "import":
      return address(fact.at) + via;
  }
}

/** A string as it is, without quotes; for nginx's words and for names. */
export function asText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

import type {
  Assignment,
  DoubleQuotedChild,
  ParameterExpansionPart,
  ParsedScript,
  Word,
  WordPart,
} from "unbash";
import { convertScript } from "./convert.ts";
import { within, type Conversion } from "./place.ts";
import type { ShellAssignment, ShellList, ShellPart, ShellWord, VariableOperation } from "./tree.ts";

export function convertWord(word: Word, conversion: Conversion): ShellWord {
  const span = conversion.spanOf(word.pos, word.end);
  if (word.parts !== undefined) return { parts: convertParts(word.parts, conversion, false), span };
  if (word.text === "") return { parts: [], span };
  return { parts: [{ kind: "text", value: word.value, quoted: word.text !== word.value, span }], span };
}

export function convertAssignment(node: Assignment, conversion: Conversion): ShellAssignment {
  const { name, pos, end, value } = node;
  const span = conversion.spanOf(pos, end);
  const base = {
    name,
    nameSpan: conversion.spanOf(pos, pos + name.length),
    append: node.append === true,
    span,
  };
  if (value.type === "ArrayValue") {
    conversion.bashOnly.push({ message: "arrays are not POSIX", span });
    return { ...base, value: null, elements: value.elements.map((word) => convertWord(word, conversion)) };
  }
  return { ...base, value: node.index === undefined ? convertWord(value, conversion) : null, elements: null };
}

export function convertParts(
  parts: readonly (WordPart | DoubleQuotedChild)[],
  conversion: Conversion,
  quoted: boolean,
): ShellPart[] {
  const converted: ShellPart[] = [];
  for (const part of parts) {
    if (part.type === "DoubleQuoted" || part.type === "LocaleString") {
      const inner = convertParts(part.parts, conversion, true);
      const span = conversion.spanOf(part.pos, part.end);
      if (inner.length > 0) for (const one of inner) converted.push(one);
      else converted.push({ kind: "text", value: "", quoted: true, span });
    } else converted.push(convertPart(part, conversion, quoted));
  }
  return converted;
}

type Plain = Exclude<WordPart, { type: "DoubleQuoted" } | { type: "LocaleString" }>;

function convertPart(part: Plain, conversion: Conversion, quoted: boolean): ShellPart {
  const span = conversion.spanOf(part.pos, part.end);
  switch (part.type) {
    case "Literal":
      return { kind: "text", value: part.value, quoted: quoted || part.text !== part.value, span };
    case "SingleQuoted":
    case "AnsiCQuoted":
      return { kind: "text", value: part.value, quoted: true, span };
    case "SimpleExpansion":
      return { kind: "variable", name: part.text.slice(1), operation: null, quoted, span };
    case "ParameterExpansion":
      return {
        kind: "variable",
        name: part.parameter,
        operation: operationOf(part, conversion),
        quoted,
        span,
      };
    case "CommandExpansion":
      return { kind: "command", body: substitution(part.script, conversion, span), quoted, span };
    case "ProcessSubstitution":
      conversion.bashOnly.push({ message: "process substitution is not POSIX", span });
      return {
        kind: "process",
        direction: part.operator,
        body: substitution(part.script, conversion, span),
        span,
      };
    case "ArithmeticExpansion":
      return { kind: "arithmetic", quoted, span };
    case "Glob":
      return { kind: "glob", value: part.text, span };
    case "ExtendedGlob":
      conversion.bashOnly.push({ message: "extended patterns are not POSIX", span });
      return { kind: "glob", value: part.text, span };
    case "BraceExpansion":
      return { kind: "brace", value: part.text, span };
  }
}

function substitution(
  script: ParsedScript | undefined,
  conversion: Conversion,
  span: ShellWord["span"],
): ShellList {
  if (script === undefined) return [];
  return convertScript(
    script,
    script.source === undefined ? conversion : within(conversion, script.source, span),
  );
}

function operationOf(part: ParameterExpansionPart, conversion: Conversion): VariableOperation | null {
  const { operation, prefix, index } = part;
  if (prefix !== undefined || index !== undefined) return { kind: "other", text: part.text };
  if (operation === undefined) return null;
  if (operation.type === "Default") {
    return {
      kind: "default",
      operator: operation.operator,
      operand: convertWord(operation.operand, conversion),
    };
  }
  if (operation.type === "Remove") {
    return {
      kind: "remove",
      operator: operation.operator,
      operand: convertWord(operation.operand, conversion),
    };
  }
  return { kind: "other", text: part.text };
}

/** The name in a word that is one, such as that of a function or a loop variable. */
export function textOfWord(word: Word): string {
  return word.value;
}

import type { HereDoc, Redirection as Node } from "unbash";
import type { Conversion } from "./place.ts";
import type { Redirection, ShellPart, ShellWord } from "./tree.ts";
import { convertParts, convertWord } from "./word.ts";

export function convertRedirection(node: Node, conversion: Conversion): Redirection {
  const span = conversion.spanOf(node.pos, node.end);
  const { descriptor } = node;
  if (node.operator === "<<<") conversion.bashOnly.push({ message: "<<< is not POSIX", span });
  // `&>` is no error in a POSIX shell, but means something else: run in the background and empty the file.
  return {
    descriptor: descriptorOf(node.operator, descriptor),
    operator: node.operator,
    target: node.type === "HereDoc" ? hereDocument(node, conversion) : targetOf(node, conversion),
    span,
  };
}

function descriptorOf(operator: Node["operator"], written: Node["descriptor"]): number | null {
  if (written?.type === "FileDescriptor") return written.value;
  if (written !== undefined) return null;
  return operator.startsWith("<") ? 0 : 1;
}

function targetOf(node: Exclude<Node, HereDoc>, conversion: Conversion): ShellWord {
  return node.target === undefined
    ? { parts: [], span: conversion.spanOf(node.end, node.end) }
    : convertWord(node.target, conversion);
}

/** The text of a here-document: without leading tabs for `<<-`, with variables unless its delimiter is quoted. */
function hereDocument(node: HereDoc, conversion: Conversion): ShellWord {
  const { body } = node;
  const span = conversion.spanOf(body.pos, body.end);
  const isVerbatim = node.delimiter?.quoted === true || body.parts === undefined;
  const written = isVerbatim
    ? [{ kind: "text" as const, value: body.text, quoted: true, span }]
    : convertParts(body.parts, conversion, true);
  return { parts: node.operator === "<<-" ? written.map(withoutTabs) : written, span };
}

function withoutTabs(part: ShellPart, index: number): ShellPart {
  if (part.kind !== "text") return part;
  const value = part.value.replace(/\n\t+/g, "\n");
  return { ...part, value: index === 0 ? value.replace(/^\t+/, "") : value };
}

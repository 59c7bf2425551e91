import type { Case, CommandNode, CompoundList, If, TestExpression, Word } from "unbash";
import { convertCommand, convertList } from "./convert.ts";
import type { Conversion } from "./place.ts";
import type { CaseItem, Redirection, ShellCommand, ShellList } from "./tree.ts";
import { convertWord, textOfWord } from "./word.ts";
import { append } from "../../text/append.ts";

type Compound = Exclude<CommandNode, { type: "Command" } | { type: "Redirected" }>;

/** A compound command, a function or a coprocess, with the redirections that stand behind it. */
export function convertCompound(
  node: Compound,
  conversion: Conversion,
  redirections: readonly Redirection[],
): ShellCommand {
  const base = { redirections, span: conversion.spanOf(node.pos, node.end) };
  const bashOnly = (message: string): unknown => conversion.bashOnly.push({ message, span: base.span });
  const list = (commands: CompoundList): ShellList => convertList(commands, conversion);
  switch (node.type) {
    case "If":
      return convertIf(node, conversion, base);
    case "Case":
      return {
        kind: "case",
        subject: convertWord(node.word, conversion),
        items: caseItems(node, conversion),
        ...base,
      };
    case "For":
    case "Select": {
      if (node.type === "Select") bashOnly("select is not POSIX");
      const words = node.wordlist?.map((word) => convertWord(word, conversion)) ?? null;
      const kind = node.type === "For" ? "for" : "select";
      return { kind, name: textOfWord(node.name), words, body: list(node.body), ...base };
    }
    case "ArithmeticFor":
      bashOnly("for (( )) is not POSIX");
      return { kind: "arithmetic-for", body: list(node.body), ...base };
    case "While":
      return { kind: node.kind, test: list(node.clause), body: list(node.body), ...base };
    case "Subshell":
      return { kind: "subshell", body: list(node.body), ...base };
    case "BraceGroup":
      return { kind: "group", body: list(node.body), ...base };
    case "TestCommand":
      return {
        kind: "test",
        operands: testOperands(node.expression).map((word) => convertWord(word, conversion)),
        ...base,
      };
    case "ArithmeticCommand":
      return { kind: "arithmetic", ...base };
    case "Function": {
      if (/^function[ \t]/.test(conversion.text.slice(node.pos, node.pos + 9)))
        bashOnly("the keyword function is not POSIX");
      const inner = functionBody(node.body, conversion);
      return {
        kind: "function",
        name: textOfWord(node.name),
        body: inner.body,
        redirections: inner.redirections,
        span: base.span,
      };
    }
    case "Coproc": {
      bashOnly("coproc is not POSIX");
      return { kind: "coprocess", body: functionBody(node.body, conversion).body, span: base.span };
    }
  }
}

type Body = Extract<CommandNode, { type: "Coproc" }>["body"];

/** The commands in the body of a function: those in its braces, or the one compound command that it is. */
function functionBody(
  body: Body,
  conversion: Conversion,
): { body: ShellList; redirections: readonly Redirection[] } {
  if (body.type === "CompoundList") return { body: convertList(body, conversion), redirections: [] };
  const command = convertCommand(body, conversion);
  if (command.kind === "group") return { body: command.body, redirections: command.redirections };
  return { body: [{ command, background: false, span: command.span }], redirections: [] };
}

function convertIf(
  node: If,
  conversion: Conversion,
  base: Pick<Extract<ShellCommand, { kind: "if" }>, "redirections" | "span">,
): ShellCommand {
  const branches = [node, ...node.elif].map(({ clause, then }) => ({
    test: convertList(clause, conversion),
    body: convertList(then, conversion),
  }));
  const otherwise = node.else === undefined ? null : convertList(node.else, conversion);
  return { kind: "if", branches, otherwise, ...base };
}

function caseItems(node: Case, conversion: Conversion): CaseItem[] {
  return node.items.map((item) => {
    const span = conversion.spanOf(item.pos, item.end);
    const fallsThrough = item.terminator === ";&" || item.terminator === ";;&";
    if (fallsThrough) conversion.bashOnly.push({ message: `${item.terminator} is not POSIX`, span });
    const patterns = item.pattern.map((word) => convertWord(word, conversion));
    return { patterns, body: convertList(item.body, conversion), fallsThrough, span };
  });
}

function testOperands(expression: TestExpression): Word[] {
  const words: Word[] = [];
  const open: TestExpression[] = [expression];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    switch (next.type) {
      case "TestUnary":
        words.push(next.operand);
        break;
      case "TestBinary":
        words.push(next.left, next.right);
        break;
      case "TestLogical":
        append(open, [...next.operands].reverse());
        break;
      case "TestNot":
        open.push(next.operand);
        break;
      case "TestGroup":
        open.push(next.expression);
        break;
    }
  }
  return words;
}

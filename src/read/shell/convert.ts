import type {
  AndOr,
  Command,
  CommandNode,
  CompoundList,
  ParsedScript,
  Pipeline,
  Redirection as Redirect,
  Statement,
} from "unbash";
import { convertCompound } from "./compound.ts";
import type { Conversion } from "./place.ts";
import { convertRedirection } from "./redirection.ts";
import type {
  AndOrStep,
  Redirection,
  ShellAssignment,
  ShellCommand,
  ShellList,
  ShellStatement,
  ShellWord,
} from "./tree.ts";
import { convertAssignment, convertWord } from "./word.ts";

/** The statements of a parsed script; its errors go to the conversion. */
export function convertScript(script: ParsedScript, conversion: Conversion): ShellList {
  for (const error of script.errors ?? []) {
    conversion.errors.push({ message: error.message, span: conversion.spanOf(error.pos, error.pos + 1) });
  }
  return script.commands.map((statement) => convertStatement(statement, conversion));
}

export function convertList(list: CompoundList, conversion: Conversion): ShellList {
  return list.commands.map((statement) => convertStatement(statement, conversion));
}

function convertStatement(statement: Statement, conversion: Conversion): ShellStatement {
  return {
    command: convertCommand(statement.command, conversion),
    background: statement.background === true,
    span: conversion.spanOf(statement.pos, statement.end),
  };
}

// Recursion here is bounded: the parser refuses nesting beyond 256.
export function convertCommand(node: CommandNode | Pipeline | AndOr, conversion: Conversion): ShellCommand {
  switch (node.type) {
    case "AndOr":
      return convertAndOr(node, conversion);
    case "Pipeline":
      return convertPipeline(node, conversion);
    case "Command":
      return convertSimple(node, conversion);
    case "Redirected": {
      const redirections = node.redirects.map((redirect) => convertRedirection(redirect, conversion));
      return convertCompound(node.command, conversion, redirections);
    }
    default:
      return convertCompound(node, conversion, []);
  }
}

function convertAndOr(node: AndOr, conversion: Conversion): ShellCommand {
  const [first, ...others] = node.commands.map((command) => convertCommand(command, conversion));
  const span = conversion.spanOf(node.pos, node.end);
  if (first === undefined) return emptyCommand(span);
  const rest = others.map((command, i): AndOrStep => ({ operator: node.operators[i] ?? "&&", command }));
  return { kind: "and-or", first, rest, span };
}

function convertPipeline(node: Pipeline, conversion: Conversion): ShellCommand {
  if (node.operators.includes("|&")) {
    const span = conversion.spanOf(node.pos, node.end);
    conversion.bashOnly.push({ message: "|& is not POSIX", span });
  }
  const negations = node.prefixes.filter((prefix) => prefix.type === "Negation");
  return {
    kind: "pipeline",
    negated: negations.length % 2 === 1,
    commands: node.commands.map((command) => convertCommand(command, conversion)),
    span: conversion.spanOf(node.pos, node.end),
  };
}

function convertSimple(node: Command, conversion: Conversion): ShellCommand {
  const assignments: ShellAssignment[] = [];
  const words: ShellWord[] = [];
  const redirections: Redirection[] = [];
  const addRedirection = (redirect: Redirect): void => {
    redirections.push(convertRedirection(redirect, conversion));
  };
  for (const item of node.prefix) {
    if (item.type === "Assignment") assignments.push(convertAssignment(item, conversion));
    else addRedirection(item);
  }
  if (node.name !== undefined) words.push(convertWord(node.name, conversion));
  for (const item of node.suffix) {
    // `export A=$B` and its like: a word whose text begins with the name, so that the loader sees what the builtin gets.
    if (item.type === "Assignment") words.push(assignmentWord(convertAssignment(item, conversion)));
    else if (item.type === "Word") words.push(convertWord(item, conversion));
    else addRedirection(item);
  }
  return { kind: "simple", assignments, words, redirections, span: conversion.spanOf(node.pos, node.end) };
}

function assignmentWord(assignment: ShellAssignment): ShellWord {
  const { name, nameSpan, append, value, span } = assignment;
  const head = {
    kind: "text" as const,
    value: `${name}${append ? "+=" : "="}`,
    quoted: false,
    span: nameSpan,
  };
  return { parts: [head, ...(value?.parts ?? [])], span };
}

export function emptyCommand(span: ShellCommand["span"]): ShellCommand {
  return { kind: "simple", assignments: [], words: [], redirections: [], span };
}

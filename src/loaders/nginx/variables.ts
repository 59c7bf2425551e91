import type { NginxArgument, NginxDirective } from "../../model/nginx.ts";
import type { Problem } from "../../model/problem.ts";
import { refusal } from "./refusal.ts";
import { meantWord } from "../../text/typo.ts";
import { splitVariables } from "./variable-syntax.ts";
import { HTTP_VARIABLE_PREFIXES, HTTP_VARIABLES } from "./variables.data.ts";

/** A variable that a logging directive reads. */
export interface VariableUse {
  /** Lower case, without `$`. */
  readonly name: string;
  readonly at: NginxArgument["at"];
}

/** What a configuration defines and reads, gathered while walking through it. */
export interface VariableLedger {
  readonly defined: Set<string>;
  readonly uses: VariableUse[];
}

export function variableLedger(): VariableLedger {
  return { defined: new Set(), uses: [] };
}

/** Directives of nginx that define the variable named by an argument. */
const DEFINERS = new Set(
  (
    "set map geo split_clients num_map perl_set js_set js_var auth_request_set keyval auth_jwt_claim_set " +
    "auth_jwt_header_set js_preload_object"
  ).split(" "),
);
const CAPTURE = /\(\?P?(?:<([A-Za-z_]\w*)>|'([A-Za-z_]\w*)')/g;

/** Notes the variables that a directive defines; of a foreign one, every variable that it mentions, its own name too. */
export function noteDefinitions(ledger: VariableLedger, directive: NginxDirective, foreign: boolean): void {
  const words = foreign
    ? [directive.name, ...directive.args.map((arg) => arg.value)]
    : directive.args.map((arg) => arg.value);
  for (const word of words) {
    if (foreign || DEFINERS.has(directive.name)) {
      for (const piece of splitVariables(word).pieces)
        if (piece.kind === "variable") ledger.defined.add(piece.text.toLowerCase());
    }
    if (!word.includes("(?")) continue;
    for (const match of word.matchAll(CAPTURE))
      ledger.defined.add((match[1] ?? match[2] ?? "").toLowerCase());
  }
}

/** Notes the variables of a word where captures (`$1`) are possible. */
export function noteUses(ledger: VariableLedger, word: NginxArgument): void {
  if (word.placeholder) return;
  for (const piece of splitVariables(word.value).pieces) {
    if (piece.kind !== "variable" || /^[1-9]/.test(piece.text)) continue;
    ledger.uses.push({ name: piece.text.toLowerCase(), at: word.at });
  }
}

/**
 * Variables that nginx refuses: nobody defines them. With `certain` false (modules, templates or includes that are not
 * known may define some) only those that are a slip of the keyboard away from one of nginx's own.
 */
export function unknownVariables(ledger: VariableLedger, certain: boolean): Problem[] {
  const problems: Problem[] = [];
  const reported = new Set<string>();
  for (const { name, at } of ledger.uses) {
    if (reported.has(name) || isHttpVariable(name) || ledger.defined.has(name)) continue;
    const meant = meantWord(name, HTTP_VARIABLES);
    if (!certain && meant === null) continue;
    reported.add(name);
    problems.push(refusal(`unknown "${name}" variable`, at, meant === null ? undefined : `write $${meant}`));
  }
  return problems;
}

/** True for a variable of nginx's own http modules. */
export function isHttpVariable(name: string): boolean {
  return HTTP_VARIABLES.has(name) || HTTP_VARIABLE_PREFIXES.some((prefix) => name.startsWith(prefix));
}

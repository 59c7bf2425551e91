import type { NginxDirective } from "../../model/nginx.ts";
import type { Problem } from "../../model/problem.ts";
import { directiveTable, shapeAt, type Place } from "./directive-table.ts";
import { refusal } from "./refusal.ts";
import { THIRD_PARTY_PREFIXES } from "./third-party.data.ts";
import { meantWord } from "../../text/typo.ts";

/** What the grammar says of one directive. */
export interface Verdict {
  readonly problem: Problem | null;
  /** True for a directive that none of nginx's own modules has. */
  readonly foreign: boolean;
}

const FINE: Verdict = { problem: null, foreign: false };
const FOREIGN: Verdict = { problem: null, foreign: true };

/** For each unknown name, the directive that was probably meant; filled as names are met. */
export type MeantDirectives = Map<string, string | null>;

/**
 * What nginx's parser says of a directive before its own module looks at it: known, allowed here, ended rightly, with
 * the right number of arguments, `on` or `off`. ngx_conf_file.c ngx_conf_handler, nginx 1.22.1.
 * `block` tells whether it was written with braces.
 */
export function checkGrammar(
  directive: NginxDirective,
  block: boolean,
  place: Place,
  meant: MeantDirectives,
): Verdict {
  if (place === "entries" || place === "foreign") return FINE;
  const { name, nameAt, args } = directive;
  const shape = shapeAt(name, place);
  if (shape === undefined) return unknownDirective(directive, meant);
  if (name === "include") return FINE;
  const refuse = (message: string, instead?: string): Verdict => ({
    problem: refusal(message, nameAt, instead),
    foreign: false,
  });
  if (!shape.places.has(place)) {
    return refuse(`"${name}" directive is not allowed here`, `move it into ${placesForPeople(shape.places)}`);
  }
  if (block && !shape.block)
    return refuse(`directive "${name}" is not terminated by ";"`, "end it with a semicolon");
  if (!block && shape.block) return refuse(`directive "${name}" has no opening "{"`);
  if (args.some((arg) => arg.placeholder)) return FINE;
  if (shape.counts !== null && (args.length < shape.counts.least || args.length > shape.counts.most)) {
    return refuse(`invalid number of arguments in "${name}" directive`, swallowed(directive));
  }
  return FINE;
}

/** `on` or `off` where nothing else is taken; nginx looks at it after duplicates. ngx_conf_file.c ngx_conf_set_flag_slot. */
export function checkFlag(directive: NginxDirective): Problem | null {
  const first = directive.args[0];
  if (first === undefined || first.placeholder || directiveTable().get(directive.name)?.flag !== true)
    return null;
  if (/^(?:on|off)$/i.test(first.value)) return null;
  return refusal(
    `invalid value "${first.value}" in "${directive.name}" directive, it must be "on" or "off"`,
    first.at,
  );
}

/** Editors on Windows begin a file with it; to nginx it is a part of the first word. */
const BYTE_ORDER_MARK = "\ufeff";

function unknownDirective(directive: NginxDirective, meant: MeantDirectives): Verdict {
  const { name, nameAt } = directive;
  let known = meant.get(name);
  if (known === undefined) {
    known = meantDirective(name);
    meant.set(name, known);
  }
  if (known === null) return FOREIGN;
  if (name.startsWith(BYTE_ORDER_MARK)) {
    const instead = `save the file without a byte order mark, so that it begins with ${known}`;
    return { problem: refusal(`unknown directive "${name}"`, nameAt, instead), foreign: false };
  }
  return { problem: refusal(`unknown directive "${name}"`, nameAt, `write ${known}`), foreign: false };
}

/** Modules and newer versions bring directives that are not known here, so only a slip of the keyboard is called unknown. */
function meantDirective(name: string): string | null {
  if (name.startsWith(BYTE_ORDER_MARK)) return name.slice(BYTE_ORDER_MARK.length);
  if (!/^[A-Za-z][A-Za-z0-9_-]*$/.test(name)) return null;
  const table = directiveTable();
  const lower = name.toLowerCase().replaceAll("-", "_");
  if (table.has(lower)) return lower;
  if (THIRD_PARTY_PREFIXES.some((prefix) => name.startsWith(prefix))) return null;
  return meantWord(name, table.keys());
}

/** A later line's directive among the arguments means that a semicolon is missing before it. */
function swallowed(directive: NginxDirective): string | undefined {
  const table = directiveTable();
  const next = directive.args.find(
    (arg, index) => index > 0 && !arg.quoted && table.has(arg.value) && arg.value.includes("_"),
  );
  return next === undefined ? undefined : `end it with a semicolon before ${next.value}`;
}

/** The blocks of a web site, in their nesting; others only when none of these is allowed. */
function placesForPeople(places: ReadonlySet<string>): string {
  const usual = ["main", "events", "http", "server", "location", "upstream"].filter((place) =>
    places.has(place),
  );
  const shown = (usual.length === 0 ? [...places] : usual).map((place) => {
    return place === "main" ? "the top of nginx.conf" : place.replace("-", " ");
  });
  const last = shown.pop() ?? "another block";
  return shown.length === 0 ? last : `${shown.join(", ")} or ${last}`;
}

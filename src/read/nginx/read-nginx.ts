import { parse, type Parsed } from "./parse.ts";
import type { NginxFile } from "./tree.ts";
import { maskBraces, maskTemplate } from "./template-mask.ts";
import { markPlaceholders, mayBeTemplate, usesStatements } from "./template-evidence.ts";

/**
 * Reads one nginx configuration file as nginx 1.22.1 would (unchanged up to 1.31), and goes on after every error.
 * Never throws; linear in the length of `text`. Words are cut from `text` when asked for, so the tree keeps it alive.
 */
export function readNginx(text: string): NginxFile {
  const plain = parseWithRepair(text, text);
  if (!mayBeTemplate(text)) return bracedOr(text, plain, null);
  if (plain.errors.length > 0 || usesStatements(plain.directives)) {
    const masked = maskTemplate(text);
    if (masked !== null) {
      const template = parseWithRepair(masked.text, text);
      if (template.errors.length < plain.errors.length || template.errors.length === 0) {
        return { ...treeOf(template), template: masked.template };
      }
    }
  }
  // What nginx itself can read is never read in another way: only its placeholders are marked.
  return bracedOr(text, plain, markPlaceholders(text, plain.directives));
}

/** What nginx refuses, and reads to the last word once every `{NAME}` is one, is a template of such placeholders. */
function bracedOr(text: string, plain: Parsed, template: string | null): NginxFile {
  const masked = plain.errors.length > 0 ? maskBraces(text) : null;
  if (masked !== null) {
    const braced = parseWithRepair(masked.text, text);
    if (braced.errors.length === 0) return { ...treeOf(braced), template: masked.template };
  }
  return { ...treeOf(plain), template };
}

function parseWithRepair(text: string, source: string): Parsed {
  const first = parse(text, source);
  if (first.unclosed === 0) return first;
  const second = parse(text, source, first.unclosed);
  // What nginx reports stays first, whatever the second reading makes of the rest.
  const reported = first.errors[0];
  if (reported === undefined) return second;
  const again = second.errors.find(
    ({ message, line }) => message === reported.message && line === reported.line,
  );
  return { ...second, errors: [again ?? reported, ...second.errors.filter((each) => each !== again)] };
}

function treeOf(parsed: Parsed): Omit<NginxFile, "template"> {
  return { directives: parsed.directives, comments: parsed.comments, errors: parsed.errors };
}

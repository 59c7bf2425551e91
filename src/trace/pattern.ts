/**
 * Whether a PCRE pattern of the configuration matches, null when that is not decided here: JavaScript cannot express it,
 * or it could backtrack without bound (a repeated group that holds a repetition or alternatives).
 */
export function matchesPattern(
  pattern: string,
  text: string,
  ignoreCase: boolean,
): RegExpExecArray | false | null {
  const expression = compile(pattern, ignoreCase);
  if (expression === null || text.length > 4096) return null;
  return expression.exec(text) ?? false;
}

function compile(pattern: string, ignoreCase: boolean): RegExp | null {
  if (pattern.length > 1000 || isUnbounded(pattern)) return null;
  const named = pattern.replaceAll(/\(\?P?<([A-Za-z_]\w*)>/g, "(?<$1>");
  if (/\\[AzZGhHRX]|\(\?[#>|(+-]|\(\?[imsx]+\)|\[\[:|[*+?}]\+/.test(named)) return null;
  try {
    return new RegExp(named, ignoreCase ? "i" : "");
  } catch {
    return null;
  }
}

/** A quantifier on a group whose inside repeats or branches: the shape of catastrophic backtracking. */
function isUnbounded(pattern: string): boolean {
  const open: boolean[] = [];
  let repeats = 0;
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i];
    if (character === "\\") i++;
    else if (character === "[") i = classEnd(pattern, i);
    else if (character === "(") open.push(false);
    else if (character === ")") {
      const risky = open.pop() ?? false;
      if (isRepeat(pattern, i + 1) && risky) return true;
      if (risky && open.length > 0) open[open.length - 1] = true;
    } else if (character === "|" || isRepeat(pattern, i)) {
      if (character !== "|") repeats++;
      if (open.length > 0) open[open.length - 1] = true;
    }
  }
  return repeats > 12;
}

function classEnd(pattern: string, start: number): number {
  for (let i = start + 2; i < pattern.length; i++) {
    if (pattern[i] === "\\") i++;
    else if (pattern[i] === "]") return i;
  }
  return pattern.length;
}

function isRepeat(pattern: string, at: number): boolean {
  const character = pattern[at];
  return (
    character === "*" ||
    character === "+" ||
    (character === "{" && /^\{\d*,\d*\}/.test(pattern.slice(at, at + 12)))
  );
}

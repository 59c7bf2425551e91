/** Why CPython refuses a number that starts at `start`, in its words; null when it does not. `end` is after its letters and digits. */
export function refusalOfNumber(text: string, start: number, end: number): string | null {
  const written = text.slice(start, Math.min(end, start + 5_000));
  const based = /^0([xXoObB])/.exec(written)?.[1]?.toLowerCase();
  if (based !== undefined) return refusalOfBased(written, based);
  const digits = /^[0-9]+(?:_[0-9]+)*/.exec(written)?.[0] ?? "";
  const rest = written.slice(digits.length);
  if (rest.startsWith("_")) return "invalid decimal literal";
  const fraction = text[end] === "." || /^[eEjJ]/.test(rest);
  if (!fraction && /^0[0-9_]*[1-9]/.test(digits)) {
    return "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers";
  }
  if (rest === "" || ENDS_WITH_KEYWORD.test(rest)) {
    // sys.int_info.default_max_str_digits
    return fraction || digits.replaceAll("_", "").length <= 4300
      ? null
      : "Exceeds the limit (4300 digits) for integer string conversion: value has too many digits - Consider hexadecimal for huge integer literals to avoid decimal conversion limits.";
  }
  if (/^[jJ]$/.test(rest) || /^[eE](?:[0-9]+(?:_[0-9]+)*[jJ]?)?$/.test(rest)) {
    return rest.length > 1 || /^[jJ]/.test(rest) || /[+-]/.test(text.charAt(end))
      ? null
      : "invalid decimal literal";
  }
  return /^(?:[jJ]|[eE][0-9]+[jJ]?)(?:and|else|for|if|in|is|not|or)$/.test(rest)
    ? null
    : "invalid decimal literal";
}

/** A keyword may follow a number without a space. */
const ENDS_WITH_KEYWORD = /^(?:and|else|for|if|in|is|not|or)$/;

function refusalOfBased(written: string, base: string): string | null {
  const digits = written.slice(2);
  const [valid, name] =
    base === "x"
      ? [/^(?:_?[0-9a-fA-F])+/, "hexadecimal"]
      : base === "o"
        ? [/^(?:_?[0-7])+/, "octal"]
        : [/^(?:_?[01])+/, "binary"];
  const read = valid.exec(digits)?.[0] ?? "";
  const rest = digits.slice(read.length);
  if (read !== "" && (rest === "" || ENDS_WITH_KEYWORD.test(rest))) return null;
  const wrong = /^[0-9]/.exec(rest)?.[0];
  return wrong === undefined || read === ""
    ? `invalid ${name} literal`
    : `invalid digit '${wrong}' in ${name} literal`;
}

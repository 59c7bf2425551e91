/**
 * A size as nginx reads it: digits with an optional k, K, m or M; in bytes. Null when nginx refuses it.
 * ngx_parse.c ngx_parse_size, nginx 1.22.1.
 */
export function parseSize(text: string): number | null {
  const match = /^(\d{1,15})([kKmM]?)$/.exec(text);
  if (match === null) return null;
  const scale = match[2] === "" ? 1 : match[2]?.toLowerCase() === "k" ? 1024 : 1024 * 1024;
  return Number(match[1]) * scale;
}

/** Digits only, as ngx_atoi reads them. */
export function parseInteger(text: string): number | null {
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}

/** Units from the longest to the shortest; each may follow only longer ones. In milliseconds. */
const UNITS: readonly (readonly [unit: string, milliseconds: number])[] = [
  ["y", 365 * 86_400_000],
  ["M", 30 * 86_400_000],
  ["w", 7 * 86_400_000],
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
  ["ms", 1],
];

/**
 * A time as nginx reads it, in milliseconds; null when nginx refuses it. With `precision` "ms" (flush=) years and
 * months are refused and milliseconds allowed, with "s" (inactive=, valid=) it is the other way round.
 * ngx_parse.c ngx_parse_time, nginx 1.22.1.
 */
export function parseTime(text: string, precision: "s" | "ms"): number | null {
  let step = precision === "s" ? -1 : 1;
  let total = 0;
  let at = 0;
  let seen = false;
  while (at < text.length) {
    const digits = /^\d*/.exec(text.slice(at, at + 16))?.[0] ?? "";
    at += digits.length;
    seen ||= digits !== "";
    const value = digits === "" ? 0 : Number(digits);
    if (at === text.length) return seen ? total + value * 1000 : null;
    const unit = text.startsWith("ms", at) ? "ms" : text.charAt(at) === " " ? "s" : text.charAt(at);
    const index = UNITS.findIndex(([name]) => name === unit);
    if (index <= step || (unit === "ms" && precision === "s")) return null;
    total += value * (UNITS[index]?.[1] ?? 0);
    at += unit === "ms" ? 2 : 1;
    step = index;
    while (text.charAt(at) === " ") at++;
  }
  return seen ? total : null;
}

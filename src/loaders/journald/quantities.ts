/** Seconds of each unit of systemd.time(7), "Parsing Time Spans"; a month is 30.44 days, a year 365.25. */
const UNITS: Readonly<Record<string, number>> = {
  "": 1,
  us: 1e-6,
  usec: 1e-6,
  µs: 1e-6,
  μs: 1e-6,
  ms: 1e-3,
  msec: 1e-3,
  s: 1,
  sec: 1,
  second: 1,
  seconds: 1,
  m: 60,
  min: 60,
  minute: 60,
  minutes: 60,
  h: 3600,
  hr: 3600,
  hour: 3600,
  hours: 3600,
  d: 86400,
  day: 86400,
  days: 86400,
  w: 604800,
  week: 604800,
  weeks: 604800,
  M: 2629800,
  month: 2629800,
  months: 2629800,
  y: 31557600,
  year: 31557600,
  years: 31557600,
};

/** `1min 30s` in seconds, a bare number being seconds; Infinity for `infinity`; undefined where systemd refuses the text (parse_sec, 252). */
export function timeSpan(text: string): number | undefined {
  const trimmed = text.trim();
  if (trimmed === "infinity") return Infinity;
  const piece = /\s*(\d{1,18}(?:\.\d{0,18})?|\.\d{1,18})\s*([A-Za-zµμ]{0,8})/y;
  let total = 0;
  while (piece.lastIndex < trimmed.length) {
    const match = piece.exec(trimmed);
    const unit = match?.[2] ?? "";
    if (match === null || !Object.hasOwn(UNITS, unit)) return undefined;
    total += Number(match[1]) * (UNITS[unit] ?? 0);
  }
  return trimmed === "" ? undefined : total;
}

const POWERS = ["B", "K", "M", "G", "T", "P", "E"];

/** `500M` in bytes, to the base of 1024; undefined where systemd refuses the text (parse_size, 252). */
export function sizeInBytes(text: string): number | undefined {
  const match = /^\s*(\d{1,18}(?:\.\d{1,18})?)\s*([BKMGTPE]?)\s*$/.exec(text);
  if (match === null) return undefined;
  const power = match[2] === "" || match[2] === undefined ? 0 : POWERS.indexOf(match[2]);
  return Math.floor(Number(match[1]) * 1024 ** power);
}

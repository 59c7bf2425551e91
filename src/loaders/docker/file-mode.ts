/**
 * The mode after `chmod WORDS`, in octal digits; null when it cannot be told. `X` adds execution for directories and for files that somebody
 * may execute. chmod(1), POSIX 2018.
 */
export function changedMode(before: string | null, written: string, isDirectory: boolean): string | null {
  if (/^[0-7]{1,4}$/.test(written)) {
    const digits = written.padStart(4, "0");
    // GNU chmod keeps set-user-ID and set-group-ID bits of directories unless five digits are given.
    if (!isDirectory || before === null) return digits;
    const special = (Number.parseInt(before, 8) & 0o6000) | Number.parseInt(digits, 8);
    return octal(special);
  }
  if (before === null || !/^\d{3,4}$/.test(before)) return null;
  let mode = Number.parseInt(before, 8);
  for (const clause of written.split(",")) {
    const match = /^([ugoa]*)((?:[-+=][rwxXst]*)+)$/.exec(clause);
    if (match === null) return null;
    const who = match[1] === "" || match[1] === undefined ? "a" : match[1];
    for (const [, operator = "", letters = ""] of (match[2] ?? "").matchAll(/([-+=])([rwxXst]*)/g)) {
      const bits = bitsOf(who, letters, isDirectory || (mode & 0o111) !== 0);
      if (operator === "+") mode |= bits;
      else if (operator === "-") mode &= ~bits;
      else mode = (mode & ~maskOf(who)) | bits;
    }
  }
  return octal(mode);
}

export function octal(mode: number): string {
  return mode.toString(8).padStart(4, "0");
}

const SHIFTS: readonly (readonly [string, number])[] = [
  ["u", 6],
  ["g", 3],
  ["o", 0],
];

function bitsOf(who: string, letters: string, executes: boolean): number {
  let plain = 0;
  if (letters.includes("r")) plain |= 4;
  if (letters.includes("w")) plain |= 2;
  if (letters.includes("x") || (letters.includes("X") && executes)) plain |= 1;
  let bits = 0;
  for (const [letter, shift] of SHIFTS) if (who.includes("a") || who.includes(letter)) bits |= plain << shift;
  if (letters.includes("s") && /[ua]/.test(who)) bits |= 0o4000;
  if (letters.includes("s") && /[ga]/.test(who)) bits |= 0o2000;
  if (letters.includes("t")) bits |= 0o1000;
  return bits;
}

function maskOf(who: string): number {
  let mask = 0;
  for (const [letter, shift] of SHIFTS) if (who.includes("a") || who.includes(letter)) mask |= 7 << shift;
  return mask;
}

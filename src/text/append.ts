/** Adds every item of `more` to the end of `list`. `push(...more)` takes each item as an argument, and overflows the stack at about 120,000. */
export function append<T>(list: T[], more: Iterable<T>): void {
  for (const each of more) list.push(each);
}

/**
 * One name for paths of one folder that differ in a part of the file's name: `/var/log/nginx/*.access.log`. The part is
 * widened to whole words, but for numbers: `/var/log/nginx/site*.log`.
 */
export function pathPattern(paths: readonly string[]): string {
  const [first = "", ...rest] = paths;
  let prefix = first.length;
  let suffix = first.length;
  for (const path of rest) {
    let at = 0;
    while (at < Math.min(prefix, path.length) && path[at] === first[at]) at++;
    prefix = at;
    let back = 0;
    while (back < Math.min(suffix, path.length) && path.at(-1 - back) === first.at(-1 - back)) back++;
    suffix = back;
  }
  const shortest = Math.min(...paths.map((path) => path.length));
  suffix = Math.min(suffix, shortest - Math.min(prefix, shortest));
  const isNumber = paths.every((path) => /\d/.test(path[prefix] ?? ""));
  if (!isNumber) while (prefix > 0 && !SEPARATOR.test(first[prefix - 1] ?? "")) prefix--;
  while (suffix > 0 && !SEPARATOR.test(first.at(-suffix) ?? "")) suffix--;
  return `${first.slice(0, prefix)}*${suffix === 0 ? "" : first.slice(-suffix)}`;
}

const SEPARATOR = /[/._-]/;

/** Random small modules: dicts and lists are built, changed under conditions, in loops and through functions. */
export interface RandomProgram {
  readonly text: string;
  /** Variables that its conditions read. */
  readonly variables: readonly string[];
}

/** A small reproducible generator (mulberry32). */
export function randomSource(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export const VARIABLES = ["ENV", "DEBUG", "LEVEL", "PORT"];

export function randomProgram(seed: number): RandomProgram {
  const next = randomSource(seed);
  const below = (count: number): number => Math.floor(next() * count);
  const pick = <T>(items: readonly T[]): T => items[below(items.length)]!;
  const ints = ["I", "J"];
  const texts = ["S", "T"];
  const lists = ["L", "M", "N"];
  const dicts = ["D", "E", "F"];
  const word = (): string => pick(["'a'", "'b'", "'level'", "'x y'", "''", "'INFO'", "'handlers'"]);
  const int = (depth: number): string => {
    if (depth <= 0) return pick([...ints, "0", "1", "2", "7", "-3"]);
    return pick([
      () => `(${int(depth - 1)} ${pick(["+", "-", "*", "//", "%"])} ${int(depth - 1)})`,
      () => `len(${pick([...lists, ...dicts, ...texts])})`,
      () => `int(${pick(["'5'", "'5'", "'5'", text(0)])})`,
      () => `(${int(depth - 1)} if ${test(depth - 1)} else ${int(depth - 1)})`,
      () => `sum(x for x in ${list(0)} if isinstance(x, int))`,
      () => `(${int(depth - 1)} or ${int(0)})`,
      () => `twice(${int(depth - 1)})`,
      () => int(0),
    ])();
  };
  const text = (depth: number): string => {
    if (depth <= 0) return pick([...texts, word(), word(), "os.environ.get('LEVEL', 'INFO')"]);
    return pick([
      () => `(${text(depth - 1)} + ${text(depth - 1)})`,
      () => `f"{${int(depth - 1)}}-{${text(0)}}"`,
      () => `'%s/%s' % (${text(depth - 1)}, ${int(0)})`,
      () => `${text(depth - 1)}.${pick(["upper()", "lower()", "strip()", "replace('a', 'Z')", "title()"])}`,
      () => `','.join(str(x) for x in ${list(0)})`,
      () => `str(${int(depth - 1)})`,
      () => `${text(depth - 1)}[${pick(["1:", ":1", "::-1", "-1:"])}]`,
      () => `(${text(0)} if ${test(depth - 1)} else ${text(0)})`,
      () => `(os.environ.get('ENV') or ${text(0)})`,
      () =>
        below(8) === 0 ? `os.environ['${pick(VARIABLES)}']` : `os.environ.get('${pick(VARIABLES)}', 'none')`,
    ])();
  };
  const list = (depth: number): string => {
    if (depth <= 0) return pick([...lists, "[]", "[1, 2]", "['a']"]);
    return pick([
      () => `[${any(depth - 1)}, ${any(depth - 1)}]`,
      () => `${list(depth - 1)} + ${list(depth - 1)}`,
      () => `[x for x in ${list(depth - 1)} if x != ${any(0)}]`,
      () => `list(${pick(dicts)})`,
      () => `sorted(${pick(dicts)}, key=str)`,
      () => `[*${list(0)}, ${any(0)}]`,
      () => `${list(0)}[${int(0)}:]`,
      () => `list(${pick(dicts)}.values())`,
      () => `(${list(0)} if ${test(0)} else ${list(0)})`,
    ])();
  };
  const dict = (depth: number): string => {
    if (depth <= 0) return pick([...dicts, "{}", "{'a': 1}", "{'b': []}"]);
    return pick([
      () => `{${word()}: ${any(depth - 1)}, ${word()}: ${any(depth - 1)}}`,
      () => `{**${dict(depth - 1)}, ${word()}: ${any(depth - 1)}}`,
      () => `dict(${dict(depth - 1)}, k=${any(0)})`,
      () => `(${dict(depth - 1)} | ${dict(0)})`,
      () => `{str(x): x for x in ${list(0)}}`,
      () => `copy.deepcopy(${dict(0)})`,
      () => `${dict(0)}.copy()`,
      () => `(${dict(0)} if ${test(0)} else ${dict(0)})`,
    ])();
  };
  const any = (depth: number): string => pick([int, text, list, dict])(depth);
  const test = (depth: number): string => {
    if (depth <= 0)
      return pick([
        `${pick(ints)} > 1`,
        `${pick(texts)} == ${word()}`,
        `${word()} in ${pick(dicts)}`,
        pick(lists),
        "os.environ.get('DEBUG')",
        "os.environ.get('ENV') == 'prod'",
        "'PORT' in os.environ",
      ]);
    return pick([
      () => `not ${test(depth - 1)}`,
      () => `(${test(depth - 1)} ${pick(["and", "or"])} ${test(depth - 1)})`,
      () => `${any(0)} ${pick(["==", "!=", "is"])} ${pick([...lists, ...dicts, "None"])}`,
      () => `${pick([int, text])(0)} in ${pick([...lists, ...dicts])}`,
      () => `${int(0)} ${pick(["<", ">=", "=="])} ${int(0)} < 9`,
      () => `any(${list(0)})`,
      () => test(0),
    ])();
  };
  const block = (depth: number, indent: string, loop: boolean): string =>
    Array.from({ length: 1 + below(2) }, () => statement(depth, indent, loop)).join("");
  const statement = (depth: number, indent: string, loop: boolean): string => {
    const simple = [
      () => `${pick(ints)} = ${int(2)}`,
      () => `${pick(texts)} = ${text(2)}`,
      () => `${pick(lists)} = ${list(2)}`,
      () => `${pick(dicts)} = ${dict(2)}`,
      () => `${pick(lists)}.append(${any(1)})`,
      () => `${pick(lists)} += ${list(1)}`,
      () =>
        `${pick(lists)}.${pick([`insert(${int(0)}, ${any(0)})`, "reverse()", `extend(${list(0)})`, "clear()"])}`,
      () => `${pick(dicts)}[${word()}] = ${any(1)}`,
      () => `${pick(dicts)}.update(${dict(1)})`,
      () => `${pick(dicts)}.setdefault(${word()}, []).append(${any(0)})`,
      () => `${pick(dicts)}.pop(${word()}, None)`,
      () => `${pick(dicts)} |= ${dict(0)}`,
      () => `${pick(ints)} += ${int(1)}`,
      () => `grow(${pick(lists)}, ${any(0)})`,
      () => `${pick(dicts)} = ${pick(dicts)}`,
      () => `${pick(lists)} = ${pick(lists)}`,
      () => `os.environ['LEVEL'] = ${text(0)}`,
      () => `${pick(ints)}, ${pick(texts)} = ${int(0)}, ${text(0)}`,
    ];
    const fragile = [
      () => `del ${pick(dicts)}[${word()}]`,
      () => `${pick(lists)}[${int(0)}] = ${any(0)}`,
      () => `${pick(lists)}.pop(${pick(["", int(0)])})`,
      () => `${pick(lists)}.remove(${any(0)})`,
      () => `${pick(texts)} = ${pick(dicts)}[${word()}]`,
      () => `${pick(dicts)}[${word()}]['x'] = ${any(0)}`,
      () => `${pick(ints)} = ${int(1)} / ${int(0)}`,
    ];
    const deeper = indent + "    ";
    const compound = [
      () =>
        `if ${test(2)}:\n${block(depth - 1, deeper, loop)}${next() < 0.6 ? `${indent}else:\n${block(depth - 1, deeper, loop)}` : ""}`,
      () => `for x in list(${list(1)})[:6]:\n${block(depth - 1, deeper, true)}`,
      () => `for k, v in list(${pick(dicts)}.items())[:6]:\n${block(depth - 1, deeper, true)}`,
      () =>
        `try:\n${block(depth - 1, deeper, loop)}${indent}except ${pick(["KeyError", "Exception", "(ValueError, TypeError)", "LookupError"])}:\n${block(depth - 1, deeper, loop)}`,
      () =>
        `if ${test(1)}:\n${deeper}${pick(loop ? ["break", "continue"] : ["raise ValueError('x')", "pass"])}\n`,
    ];
    if (depth > 0 && next() < 0.4) return indent + pick(compound)();
    if (next() < 0.2)
      return `${indent}try:\n${deeper}${pick([...simple, ...fragile])()}\n${indent}except ${pick(["Exception", "(KeyError, ValueError, IndexError)"])}:\n${deeper}I = 0\n`;
    return `${indent}${pick(simple)()}\n`;
  };
  const head =
    "import copy, os\ndef twice(n):\n    return n * 2\ndef grow(items, item):\n    if len(items) > 5:\n        return None\n    items.append(item)\n    return items\nI, J = 1, 5\nS, T = 'a', 'INFO'\nL, M, N = [], [1, 'a'], [2]\nD, E, F = {}, {'a': 1}, {'level': 'INFO'}\n";
  const body = Array.from({ length: 3 + below(8) }, () => statement(2, "", false)).join("");
  return { text: head + body, variables: VARIABLES };
}

/** Environments that the programs are run in. */
export function randomEnvironment(next: () => number): Record<string, string> {
  const env: Record<string, string> = {};
  if (next() < 0.5) env["ENV"] = next() < 0.5 ? "prod" : "dev";
  if (next() < 0.5) env["DEBUG"] = next() < 0.5 ? "1" : "";
  if (next() < 0.5) env["LEVEL"] = next() < 0.5 ? "debug" : "7";
  if (next() < 0.5) env["PORT"] = "80";
  return env;
}

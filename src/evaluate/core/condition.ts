/**
 * Something that is true or false of the world in which the module runs, and is not known: "LOG_LEVEL is set".
 * Facts with equal `id` are the same fact. At most one fact of a `group` is true: a variable has one value.
 */
export interface Literal {
  readonly id: string;
  readonly truth: boolean;
  readonly yes: string;
  readonly no: string;
  readonly group?: string;
}

type Conjunction = ReadonlyMap<string, Literal>;

/** A disjunction of conjunctions. No conjunction: never. An empty conjunction: always. */
export type Condition = readonly Conjunction[];

export const ALWAYS: Condition = [new Map<string, Literal>()];
export const NEVER: Condition = [];

const MOST_CONJUNCTIONS = 8;
const MOST_LITERALS = 200;

let opaque = 0;
let work = 0;

/** A condition that stands for itself alone; used where the exact one would be too large, which only loses precision. */
export function opaqueCondition(): Condition {
  opaque++;
  return literal({
    id: `opaque:${opaque}`,
    truth: true,
    yes: "some conditions hold",
    no: "some conditions do not hold",
  });
}

/** How much was done with conditions since the last call, in units of a step. */
export function takeConditionWork(): number {
  const units = work >> 3;
  work &= 7;
  return units;
}

/** Makes the names of opaque conditions the same in every evaluation. */
export function resetOpaque(): void {
  opaque = 0;
}

export function literal(fact: Literal): Condition {
  return [new Map([[fact.id, fact]])];
}

export function isAlways(condition: Condition): boolean {
  return condition.some((conjunction) => conjunction.size === 0);
}

export function isNever(condition: Condition): boolean {
  return condition.length === 0;
}

export function both(a: Condition, b: Condition): Condition {
  if (a === b || isAlways(a)) return b;
  if (isAlways(b)) return a;
  const found: Conjunction[] = [];
  for (const left of a) {
    for (const right of b) {
      const joined = conjoin(left, right);
      if (joined !== null) found.push(joined);
    }
  }
  return bounded(simplify(found));
}

export function or(conditions: readonly Condition[]): Condition {
  const [only] = conditions;
  if (only !== undefined && conditions.length === 1) return only;
  if (conditions.some(isAlways)) return ALWAYS;
  return bounded(simplify(conditions.flat()));
}

export function not(condition: Condition): Condition {
  let result: Condition = ALWAYS;
  for (const conjunction of condition) {
    const negated: Conjunction[] = [];
    for (const fact of conjunction.values())
      negated.push(new Map([[fact.id, { ...fact, truth: !fact.truth }]]));
    result = both(result, negated);
  }
  return result;
}

/** False when the two can certainly not hold together. */
export function compatible(a: Condition, b: Condition): boolean {
  if (isAlways(a)) return b.length > 0;
  if (isAlways(b)) return a.length > 0;
  return a.some((left) => b.some((right) => conjoin(left, right) !== null));
}

/** The facts that hold in every case. */
export function certainFacts(condition: Condition): ReadonlyMap<string, Literal> {
  const [first, ...rest] = condition;
  const facts = new Map(first ?? []);
  for (const [id, fact] of facts) {
    if (!rest.every((conjunction) => conjunction.get(id)?.truth === fact.truth)) facts.delete(id);
  }
  return facts;
}

/** The condition for people, without what `known` says already; null when nothing is left of it. */
export function renderCondition(condition: Condition, known: Condition = ALWAYS): string | null {
  const facts = certainFacts(known);
  const cases = new Set<string>();
  for (const conjunction of condition) {
    const words: string[] = [];
    for (const fact of conjunction.values()) {
      if (facts.get(fact.id)?.truth !== fact.truth) words.push(fact.truth ? fact.yes : fact.no);
    }
    if (words.length === 0) return null;
    cases.add(words.join(" and "));
  }
  return [...cases].join(" or ");
}

function conjoin(a: Conjunction, b: Conjunction): Conjunction | null {
  if (a.size === 0) return b;
  if (b.size === 0) return a;
  work += 1 + b.size;
  const joined = new Map(a);
  for (const [id, fact] of b) {
    const other = joined.get(id);
    if (other !== undefined) {
      if (other.truth !== fact.truth) return null;
      continue;
    }
    if (fact.group !== undefined && !excludes(joined, fact)) return null;
    if (fact.group !== undefined && !fact.truth && hasGroup(joined, fact.group)) continue;
    joined.set(id, fact);
  }
  return joined;
}

/** Drops what a true fact of the same group implies; false when another of the group is true already. */
function excludes(joined: Map<string, Literal>, fact: Literal): boolean {
  if (!fact.truth) return true;
  for (const [id, other] of joined) {
    if (other.group !== fact.group) continue;
    if (other.truth) return false;
    joined.delete(id);
  }
  return true;
}

function hasGroup(joined: Conjunction, group: string): boolean {
  for (const fact of joined.values()) if (fact.group === group && fact.truth) return true;
  return false;
}

/** Removes duplicates, absorbed cases, and pairs that differ in one fact only. */
function simplify(conjunctions: readonly Conjunction[]): Conjunction[] {
  let current = [...conjunctions];
  if (current.length > 4 * MOST_CONJUNCTIONS) return current;
  for (let changed = true; changed;) {
    changed = false;
    search: for (let i = 0; i < current.length; i++) {
      for (let j = 0; j < current.length; j++) {
        const [a, b] = [current[i], current[j]];
        if (i === j || a === undefined || b === undefined) continue;
        const merged = merge(a, b);
        if (merged === null) continue;
        current = current.filter((_, at) => at !== i && at !== j);
        current.push(merged);
        changed = true;
        break search;
      }
    }
  }
  return current;
}

/** One conjunction for `a or b`, when there is one: `a` absorbs `b`, or they differ in one fact. */
function merge(a: Conjunction, b: Conjunction): Conjunction | null {
  work++;
  if (a.size > b.size) return null;
  let opposite: string | null = null;
  for (const [id, fact] of a) {
    const other = b.get(id);
    if (other === undefined) return null;
    if (other.truth !== fact.truth) {
      if (opposite !== null) return null;
      opposite = id;
    }
  }
  if (opposite === null) return a;
  if (a.size !== b.size) return null;
  const rest = new Map(a);
  rest.delete(opposite);
  return rest;
}

function bounded(condition: Conjunction[]): Condition {
  const tooLarge = condition.length > MOST_CONJUNCTIONS || condition.some((one) => one.size > MOST_LITERALS);
  return tooLarge ? opaqueCondition() : condition;
}

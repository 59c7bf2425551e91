/** Something to be placed in a column: the height it needs, and where its middle should best be. Pixels. */
export interface Wish {
  readonly middle: number;
  readonly height: number;
}

/**
 * Tops for the wishes, in their order, none over another and `gap` apart, as near to the wishes as can be (least squares):
 * pool adjacent violators, linear in their number.
 */
export function spread(wishes: readonly Wish[], gap: number): number[] {
  const pools: { sum: number; count: number }[] = [];
  const offsets: number[] = [];
  let offset = 0;
  for (const { middle, height } of wishes) {
    offsets.push(offset);
    let pool = { sum: middle - height / 2 - offset, count: 1 };
    for (
      let last = pools.at(-1);
      last !== undefined && last.sum / last.count >= pool.sum / pool.count;
      last = pools.at(-1)
    ) {
      pools.pop();
      pool = { sum: pool.sum + last.sum, count: pool.count + last.count };
    }
    pools.push(pool);
    offset += height + gap;
  }
  const starts = pools.flatMap(({ sum, count }) => Array<number>(count).fill(sum / count));
  return offsets.map((each, index) => each + (starts[index] ?? 0));
}

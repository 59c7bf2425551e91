import type { Stack } from "../../src/model/stack.ts";

/** True for stacks whose logging nobody relies on. */
export function isForDevelopment(stack: Stack): boolean {
  return stack.purpose === "development" || stack.purpose === "test";
}

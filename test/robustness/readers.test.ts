import fc from "fast-check";
import { describe, it } from "vitest";
import { parameters } from "./parameters.ts";
import { mustEqual, PARSERS, READERS, spansLieIn } from "./properties.ts";
import { texts } from "./sites.ts";

describe.each(Object.entries(READERS))("the %s reader", (name, read) => {
  it("reads any text without an exception, twice the same, with every span inside the text and between characters", () => {
    fc.assert(
      fc.property(texts, (text) => {
        const tree = read(text);
        spansLieIn(tree, () => text, name);
        mustEqual(read(text), tree, "the second time");
      }),
      parameters(150),
    );
  });
});

describe.each(Object.entries(PARSERS))("what reads %s", (_, parse) => {
  it("takes any text without an exception, twice the same", () => {
    fc.assert(
      fc.property(texts, (text) => {
        mustEqual(parse(text), parse(text), "the second time");
      }),
      parameters(150),
    );
  });
});

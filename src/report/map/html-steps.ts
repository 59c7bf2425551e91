import type { Route, Step } from "../../routes/route.ts";
import type { FileSpan } from "../../text/span.ts";
import { codeFrames } from "../frame.ts";
import { DRESSED, dressed, html, htmlProse } from "../html-text.ts";
import { addressOf, type Sources } from "../places.ts";

/** Columns of the code shown; wider lines are cut around their place. */
const WIDTH = 100;

/** The lines at some places, each with its address; `primary` is how they are marked. */
export function frames(
  places: readonly FileSpan[],
  sources: Sources,
  primary: (text: string) => string,
): string[] {
  return places.flatMap((at) => {
    const lines = codeFrames([{ at, label: "", primary: true }], sources, {
      theme: DRESSED,
      width: WIDTH,
      primary,
    });
    const address = `<p class="place"><code>${html(addressOf(at, sources))}</code></p>`;
    return lines.length === 0 ? [address] : [address, `<pre>${lines.map(dressed).join("\n")}</pre>`];
  });
}

/** Every step of a route, with the line that decides it. */
export function stepList(route: Route, sources: Sources): string[] {
  if (route.steps.length === 0) return ["<p>No file has a say in it.</p>"];
  return ['<ol class="steps">', ...route.steps.flatMap((step) => stepItem(step, sources)), "</ol>"];
}

const VERDICTS = {
  pass: "",
  drop: '<span class="error">dropped</span> ',
  maybe: '<span class="warning">not certain</span> ',
} as const;
const MARKS = { pass: DRESSED.related, drop: DRESSED.error, maybe: DRESSED.warning } as const;

function stepItem({ what, why, verdict, at }: Step, sources: Sources): string[] {
  const reason = why === undefined ? "" : `: ${htmlProse(why)}`;
  return [
    `<li>${VERDICTS[verdict]}${htmlProse(what)}${reason}`,
    ...(at === null ? [] : frames([at], sources, MARKS[verdict])),
    "</li>",
  ];
}

import { PALETTE, type Palette } from "../html-style.ts";

/** The style sheet of the picture, light or dark as the reader's system is; plain colours, for programs that know no variables. */
export const MAP_STYLE = [
  ".map text{font-family:ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace}",
  ".map .title,.map .name{font-size:13px}.map .title{font-weight:600}.map .note,.map .command{font-size:11px}",
  ".map .line{fill:none;stroke-width:1.5}.map .line.dead{stroke-width:2}.map .line.maybe{stroke-dasharray:5 4}",
  ".map .box,.map .card{stroke-width:1.25}.map .box.unknown{stroke-dasharray:5 4}",
  ".map a:hover .title,.map a:hover .name,.map a:focus .name,.map a:focus .title{text-decoration:underline}",
  colours(PALETTE.light),
  `@media (prefers-color-scheme:dark){${colours(PALETTE.dark)}}`,
].join("\n");

function colours({ ground, ink, quiet, rule, code, error, warning, related }: Palette): string {
  return [
    `.map .ground{fill:${ground}}.map text{fill:${ink}}.map .note,.map .command{fill:${quiet}}`,
    `.map .card{fill:${code};stroke:${rule}}.map .rule{stroke:${rule}}`,
    `.map .box{fill:${ground};stroke:${quiet}}.map .box.waypoint{stroke:${related}}`,
    `.map .box.dead{stroke:${error}}.map .box.unknown{stroke:${warning}}`,
    `.map text.dead{fill:${error}}.map text.unknown{fill:${warning}}`,
    `.map .line{stroke:${quiet}}.map .line.dead{stroke:${error}}.map .line.maybe{stroke:${warning}}`,
    `.map .tip{fill:${quiet}}.map .tip.dead{fill:${error}}.map .tip.maybe{fill:${warning}}`,
  ].join("");
}

/** The colours of everything that has colours, for light and dark: readable contrast (WCAG AA) on `ground` and on `code`. */
export const PALETTE = {
  light: {
    ground: "#fff",
    ink: "#1c1f23",
    quiet: "#5b636d",
    rule: "#d5d9de",
    code: "#f4f5f7",
    error: "#b3201b",
    warning: "#8a5300",
    info: "#1356a8",
    related: "#0b6a72",
  },
  dark: {
    ground: "#16181b",
    ink: "#e6e8eb",
    quiet: "#9aa3ad",
    rule: "#363b42",
    code: "#1f2226",
    error: "#ff8a80",
    warning: "#ffb74d",
    info: "#82b1ff",
    related: "#6ed3db",
  },
} as const;

export type Palette = (typeof PALETTE)["light" | "dark"];

function variables(palette: Palette): string {
  return Object.entries(palette)
    .map(([name, value]) => `--${name}:${value}`)
    .join(";");
}

/** The style sheet of the HTML report: readable contrast (WCAG AA) in light and dark, no fonts or images from anywhere. */
export const STYLE = [
  `:root{color-scheme:light dark;${variables(PALETTE.light)}}`,
  `@media (prefers-color-scheme:dark){:root{${variables(PALETTE.dark)}}}`,
  "body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}",
  "main{max-width:72rem;margin:0 auto;padding:1rem}",
  "h1{font-size:1.5rem}h2{font-size:1.1rem;margin:0 0 .25rem;overflow-wrap:anywhere}",
  "section{border-top:1px solid var(--rule);padding:1rem 0}section p{margin:.25rem 0;max-width:50rem;overflow-wrap:anywhere}",
  "pre{background:var(--code);padding:.75rem;overflow-x:auto;font:14px/1.35 ui-monospace,monospace;tab-size:4}",
  "code{font:.9em ui-monospace,monospace}",
  "table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.25rem .75rem .25rem 0;border-top:1px solid var(--rule);overflow-wrap:anywhere}",
  "a{color:inherit}details{border-top:1px solid var(--rule);padding:.75rem 0}summary{cursor:pointer}",
  ".error{color:var(--error);font-weight:600}.warning{color:var(--warning);font-weight:600}.info{color:var(--info);font-weight:600}",
  ".related{color:var(--related)}.quiet{color:var(--quiet)}",
  "@media print{pre{overflow:visible;white-space:pre-wrap}section{break-inside:avoid}}",
].join("\n");

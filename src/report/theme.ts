/** How the parts of a text look. Each takes plain text and gives it back dressed. */
export interface Theme {
  readonly error: (text: string) => string;
  readonly warning: (text: string) => string;
  readonly info: (text: string) => string;
  readonly path: (text: string) => string;
  readonly strong: (text: string) => string;
  /** For what may be read second: gutters, rule names, notes. */
  readonly quiet: (text: string) => string;
  /** Markers and labels of related places. */
  readonly related: (text: string) => string;
  /** Code in prose. */
  readonly code: (text: string) => string;
}

const asIs = (text: string): string => text;

/** No colour at all. */
export const PLAIN: Theme = {
  error: asIs,
  warning: asIs,
  info: asIs,
  path: asIs,
  strong: asIs,
  quiet: asIs,
  related: asIs,
  code: asIs,
};

/** The 16 colours that every terminal maps to readable ones on its own background. */
export const COLOURED: Theme = {
  error: sgr("1;31", "22;39"),
  warning: sgr("1;33", "22;39"),
  info: sgr("1;34", "22;39"),
  path: sgr("1", "22"),
  strong: sgr("1", "22"),
  quiet: sgr("2", "22"),
  related: sgr("36", "39"),
  code: sgr("36", "39"),
};

/** Select Graphic Rendition, ECMA-48 8.3.117. */
function sgr(on: string, off: string): (text: string) => string {
  return (text) => (text === "" ? "" : `\u001b[${on}m${text}\u001b[${off}m`);
}

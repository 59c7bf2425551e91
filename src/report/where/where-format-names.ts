/** The formats of `loglint where`, the default first: for --format and its help, without the code that prints them. */
export const WHERE_FORMAT_NAMES = ["text", "json", "mermaid", "dot", "svg", "html"] as const;

export type WhereFormatName = (typeof WHERE_FORMAT_NAMES)[number];

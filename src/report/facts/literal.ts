/** A value as Python writes it: `None`, `True`, `"text"`, `["a", "b"]`. Gives up at 20 levels. */
export function pythonLiteral(value: unknown, depth = 0): string {
  if (value === null || value === undefined) return "None";
  if (depth > 20) return "...";
  switch (typeof value) {
    case "boolean":
      return value ? "True" : "False";
    case "number":
    case "bigint":
      return String(value);
    case "string":
      return JSON.stringify(value);
    case "object": {
      if (Array.isArray(value)) return `[${value.map((item) => pythonLiteral(item, depth + 1)).join(", ")}]`;
      const entries = Object.entries(value).map(
        ([key, each]) => `${JSON.stringify(key)}: ${pythonLiteral(each, depth + 1)}`,
      );
      return `{${entries.join(", ")}}`;
    }
    default:
      return "...";
  }
}

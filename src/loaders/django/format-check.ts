/**
 * The check that `logging.Formatter` makes of a format since Python 3.8 (`logging/__init__.py`, PercentStyle.validate and peers):
 * one valid field is enough. Gives Python's words, or null when the format passes.
 */
export function formatProblem(format: string, style: string): string | null {
  if (format === "") return null;
  switch (style) {
    case "%":
      return percentField(format) ? null : `Invalid format '${format}' for '%' style`;
    case "{":
      return braceProblem(format);
    case "$":
      return dollarProblem(format);
    default:
      return "Style must be one of: %,{,$";
  }
}

function percentField(format: string): boolean {
  return /%\(\w{1,200}\)[#0+ -]{0,50}(?:\*|\d{1,20})?(?:\.(?:\*|\d{1,20}))?[diouxefgcrsa%]/i.test(format);
}

/** `string.Formatter.parse` as far as its errors and field names go. */
function braceProblem(format: string): string | null {
  let fields = 0;
  let i = 0;
  while (i < format.length) {
    const char = format[i];
    if (char === "{") {
      if (format[i + 1] === "{") {
        i += 2;
        continue;
      }
      if (i + 1 >= format.length) return "invalid format: Single '{' encountered in format string";
      const end = closingBrace(format, i + 1);
      if (end < 0) return "invalid format: expected '}' before end of string";
      const problem = fieldProblem(format.slice(i + 1, end));
      if (problem !== null) return problem;
      if (!/^(?:[!:]|$)/.test(format.slice(i + 1, end))) fields++;
      i = end + 1;
    } else if (char === "}") {
      if (format[i + 1] !== "}") return "invalid format: Single '}' encountered in format string";
      i += 2;
    } else i++;
  }
  return fields === 0 ? "invalid format: no fields" : null;
}

/** Index of the brace that ends a field, nested ones counted; -1 when there is none. */
function closingBrace(format: string, from: number): number {
  let depth = 1;
  for (let i = from; i < format.length; i++) {
    if (format[i] === "{") depth++;
    else if (format[i] === "}" && --depth === 0) return i;
  }
  return -1;
}

function fieldProblem(field: string): string | null {
  const colon = field.indexOf(":");
  const head = colon < 0 ? field : field.slice(0, colon);
  const spec = colon < 0 ? "" : field.slice(colon + 1);
  const bang = head.indexOf("!");
  const name = bang < 0 ? head : head.slice(0, bang);
  const conversion = bang < 0 ? "" : head.slice(bang + 1);
  if (name !== "" && !/^\w{1,500}(?:\.\w{1,100}|\[[^\]]{1,100}\]){0,20}$/.test(name)) {
    return `invalid format: invalid field name/expression: '${name}'`;
  }
  if (conversion !== "" && !"rsa".includes(conversion))
    return `invalid format: invalid conversion: '${conversion}'`;
  if (
    spec !== "" &&
    !/^(?:.?[<=>^])?[+ -]?#?0?(?:\d{1,20}|\{\w{1,100}\})?[,_]?(?:\.(?:\d{1,20}|\{\w{1,100}\}))?[bcdefgnosx%]?$/i.test(
      spec,
    )
  ) {
    return `invalid format: bad specifier: '${spec}'`;
  }
  return null;
}

/** `string.Template.pattern` over the format, ASCII identifiers. */
function dollarProblem(format: string): string | null {
  let fields = 0;
  for (let i = 0; i < format.length; i++) {
    if (format[i] !== "$") continue;
    if (format[i + 1] === "$") {
      i++;
      continue;
    }
    const rest = format.slice(i + 1, i + 300);
    if (/^(?:[_a-z][_a-z0-9]*|\{[_a-z][_a-z0-9]*\})/i.test(rest)) fields++;
    else return "invalid format: bare '$' not allowed";
  }
  return fields === 0 ? "invalid format: no fields" : null;
}

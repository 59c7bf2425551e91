import { inFile } from "../../text/span.ts";
import type { ExpandedDirective } from "../../read/nginx/includes.ts";
import type { NginxDirective } from "../../model/nginx.ts";

/** The model's form of a directive: its block left out, spans with their file. */
export function nginxDirective({ directive, file }: ExpandedDirective): NginxDirective {
  const { path } = file;
  return {
    name: directive.name,
    nameAt: inFile(path, directive.nameSpan),
    args: directive.args.map((arg) => ({
      value: arg.value,
      at: inFile(path, arg.span),
      quoted: arg.quote !== null,
      placeholder: arg.placeholder,
    })),
    at: inFile(path, directive.span),
  };
}

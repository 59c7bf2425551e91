export declare function fasterPyAst(code: string): string;

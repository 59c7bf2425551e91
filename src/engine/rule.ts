import type { FileSpan, LabelledSpan } from "../text/span.ts";
import type { Stack } from "../model/stack.ts";
import type { Edit, PlannedEdit } from "./planned-edit.ts";

export type Layer = "nginx" | "gunicorn" | "django" | "stack" | "host" | "loglint";
/** error: logs are lost or the service does not start; warning: incomplete, misleading, leaking, growing; info: worth knowing. */
export type Severity = "error" | "warning" | "info";
export type Confidence = "high" | "medium" | "low";
export type Preset = "recommended" | "strict" | "security";

/** The three parts of what a finding says. `{name}` is replaced by the reported data of that name. */
export interface MessageParts {
  /** What is so, in one sentence that names the thing. */
  readonly what: string;
  /** Why it hurts. */
  readonly why: string;
  /** What to write instead. */
  readonly instead: string;
}

/** A change to files that resolves the finding. Offsets are UTF-16 code units in the file as read. */
export interface Fix {
  readonly safety: "safe" | "unsafe";
  readonly title: string;
  readonly edits: readonly Edit[];
}

/**
 * A fix as a rule asks for it. "safe": it changes nothing but what the finding is about, and cannot be wrong. "unsafe": what it changes may
 * be wanted, or more may change than the finding says.
 */
export interface PlannedFix {
  readonly safety: "safe" | "unsafe";
  readonly title: string;
  readonly edits: readonly PlannedEdit[];
}

/** One finding as a rule reports it. */
export interface Reported<Message extends string> {
  readonly message: Message;
  /** Values for the placeholders of the message. */
  readonly data?: Readonly<Record<string, string | number>>;
  /** The primary place. */
  readonly at: FileSpan;
  /** The flow: labelled places in their order, in any files. */
  readonly related?: readonly LabelledSpan[];
  readonly severity?: Severity;
  readonly confidence?: Confidence;
  readonly fix?: PlannedFix | null;
}

export type Report<Message extends string> = (finding: Reported<Message>) => void;

/** Option values of a rule, checked against its schema before the rule runs. */
export type RuleOptions = Readonly<Record<string, unknown>>;

export interface Rule<Message extends string = string> {
  /** `layer/rule-id`; the rule's folder has the same name. */
  readonly id: string;
  /** The loglint version that brought it. */
  readonly since: string;
  readonly layer: Layer;
  /** One line for lists, without full stop. */
  readonly summary: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** Presets beside `strict`, which has every rule. */
  readonly presets: readonly Preset[];
  readonly fixable: "no" | "safe" | "unsafe";
  /** JSON schema of the options, with defaults. */
  readonly options?: Readonly<Record<string, unknown>>;
  readonly messages: Readonly<Record<Message, MessageParts>>;
  /** Where the facts come from: the program's documentation or source, the catalogue's rows. */
  readonly references: readonly string[];
  /** Pure: looks at the stack alone and reports what it finds. */
  readonly check: (stack: Stack, report: Report<Message>, options: RuleOptions) => void;
}

/** Checks a rule's types and gives it back; the one way to write a rule. */
export function defineRule<Message extends string>(rule: Rule<Message>): Rule<Message> {
  return rule;
}

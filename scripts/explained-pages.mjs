/** docs/settings.md and docs/error-messages.md: what `loglint explain` knows, for reading in one go. */
export function settingsPage(pages) {
  const lines = [
    "# Settings that bear on logging",
    "",
    "Generated from src/explain by `npm run generate`. `loglint explain gunicorn.accesslog` shows the same with the value in your files.",
  ];
  for (const { name, written, does, absent, surprises, rules, source } of pages) {
    lines.push("", `## ${name}`, "", does, "");
    if (written.length > 0) lines.push(`- Written: ${written.map((each) => `\`${each}\``).join(", ")}`);
    lines.push(`- Not set: ${absent}`, ...surprises.map((each) => `- ${each}`));
    lines.push(`- Rules: ${rules.map(link).join(", ")}`, "", `*${source}*`);
  }
  return `${lines.join("\n")}\n`;
}

export function messagesPage(messages) {
  const lines = [
    "# Error messages",
    "",
    'Generated from src/explain by `npm run generate`. Paste yours: `loglint explain "..."` shows the line in your files that causes it.',
  ];
  for (const { program, title, means, instead, rules, source } of messages) {
    lines.push("", `## ${program}: ${title}`, "", means, "", `Instead: ${instead}`, "");
    lines.push(`Rules: ${rules.map(link).join(", ")}`, "", `*${source}*`);
  }
  return `${lines.join("\n")}\n`;
}

function link(id) {
  return `[${id}](rules/${id}.md)`;
}

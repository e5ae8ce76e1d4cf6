/** Texts of the document as HTML: its descriptions have code in backticks and no other Markdown. */
import { html } from "hono/html";

/** Escaped, ready to be put into other HTML. */
export type Html = ReturnType<typeof html>;

export const nothing: Html = html``;

/** A description, with its code marked as such. */
export function words(text: string | undefined): Html {
  const parts = (text ?? "").split("`");
  return html`${parts.map((part, i) => i % 2 === 1 ? html`<code>${part}</code>` : part)}`;
}

/** A description behind what it is about. */
export function told(text: string | undefined): Html {
  return text
    ? html`
      – ${words(text)}
    `
    : nothing;
}

/** Several, with something between each two. */
export function joined(parts: readonly Html[], between: string): Html {
  return html`${parts.map((part, i) => html`${i === 0 ? "" : between}${part}`)}`;
}

/** A value as a program writes it. */
export function json(value: unknown): Html {
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  return html`<pre><code>${text}</code></pre>`;
}

/** One operation: what it takes, what it answers, and an example of each. */
import { html } from "hono/html";
import type { Content, Operation, Parameter } from "./document.ts";
import { fieldsOf, typeOf } from "./schema.ts";
import { type Html, json, nothing, told, words } from "./words.ts";

export interface Placed {
  method: string;
  path: string;
  operation: Operation;
}

export function operationPart({ method, path, operation }: Placed): Html {
  const { operationId, summary, description, security, parameters = [], requestBody } = operation;
  return html`
    <section class="operation" id="${operationId}" aria-labelledby="${operationId}-title">
      <h3 id="${operationId}-title"><span class="method ${method}">${method.toUpperCase()}</span>
        <code>${path}</code></h3>
      <p>${words(summary)}${security ? "" : ". No sign-in needed"}.</p>
      ${description ? html`<p>${words(description)}</p>` : nothing}
      ${parameters.length > 0
        ? html`
          <h4>Parameters</h4>
          <ul class="fields">${parameters.map(parameterPart)}</ul>
        `
        : nothing}
      ${requestBody
        ? html`<h4>Request body</h4>${contentParts(requestBody.content, "Example")}`
        : nothing}
      <h4>Responses</h4>
      <ul class="responses">${Object.entries(operation.responses).map(([status, answer]) =>
        html`<li><strong>${status}</strong> ${words(answer.description)}${
          headersPart(answer.headers ?? {})
        }${
          status.startsWith("2") ? contentParts(answer.content ?? {}, "Example response") : nothing
        }</li>`
      )}</ul>
    </section>
  `;
}

function parameterPart(
  { name, in: place, required, description, schema, example }: Parameter,
): Html {
  return html`<li><code>${name}</code> <span class="type">in the ${place}, ${typeOf(schema ?? {})}${
    required ? "" : ", optional"
  }</span>${told(description)}${
    example === undefined ? "" : html`
      <span class="example">For example <code>${[example].flat().join(", ")}</code></span>
    `
  }</li>`;
}

function headersPart(headers: Record<string, { description?: string }>): Html {
  const entries = Object.entries(headers);
  if (entries.length === 0) return nothing;
  return html`<ul class="fields">${
    entries.map(([name, { description }]) =>
      html`<li>header <code>${name}</code>${told(description)}</li>`
    )
  }</ul>`;
}

function contentParts(contents: Record<string, Content>, title: string): Html {
  return html`${
    Object.entries(contents).map(([type, { schema = {}, example }]) =>
      html`<p><code>${type}</code>: <span class="type">${typeOf(schema)}</span></p>${
        fieldsOf(schema)
      }${
        example === undefined
          ? nothing
          : html`<details><summary>${title}</summary>${json(example)}</details>`
      }`
    )
  }`;
}

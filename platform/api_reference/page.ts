/**
 * The API's description for people, drawn from the OpenAPI document as plain HTML: there is no script
 * in it (ADR 62). Links are relative, so that it works under a prefix.
 */
import { rules } from "@rollcall/contacts";
import { html } from "hono/html";
import { type ApiDocument, apiDocument } from "./document.ts";
import { operationPart, type Placed } from "./operation.ts";
import { fieldsOf, schemaId, typeOf } from "./schema.ts";
import { type Html, nothing, told, words } from "./words.ts";

/** About the row rules, in Markdown: for the page and for the document. */
export const rulesIntroduction =
  "An error makes the row invalid. A rule that asks opens an issue, " +
  "which has to be resolved before the clean list is created; any other adds one of the row's " +
  "`warnings`.";

/** The whole page. */
export async function referencePage(document: ApiDocument = apiDocument()): Promise<string> {
  const { info, tags, components } = document;
  const operations = placedOf(document);
  const ofTag = (tag: string) => operations.filter(({ operation }) => operation.tags[0] === tag);
  const page = await html`
    <!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>${info.title} API</title>
        <link rel="icon" href="data:,">
        <link rel="stylesheet" href="docs/reference.css">
      </head>
      <body>
        <a class="skip" href="#content">Skip to the content</a>
        <nav aria-label="Contents">
          ${tags.map(({ name }) =>
            html`
              <h2><a href="#${idOf(name)}">${name}</a></h2>
              <ul>${ofTag(name).map(linkTo)}</ul>
            `
          )}
          <h2><a href="#row-rules">Row rules</a></h2>
          <h2><a href="#schemas">Schemas</a></h2>
        </nav>
        <main id="content" tabindex="-1">
          <h1>${info.title} API</h1>
          <p>${words(info.description)}</p>
          <p>Sign in with <code>POST /auth/login</code>, and send the token in its response as
            <code>Authorization: Bearer …</code>. Programs find the same description as
            <a href="openapi.json">OpenAPI 3.1</a>.</p>
          ${tags.map(({ name, description }) =>
            html`<section aria-labelledby="${idOf(name)}"><h2 id="${idOf(name)}">${name}</h2>
        <p>${words(description)}</p>${ofTag(name).map(operationPart)}</section>`
          )}
          ${rulesPart()}
          <section aria-labelledby="schemas">
            <h2 id="schemas">Schemas</h2>
            ${Object.entries(components.schemas).map(([name, schema]) =>
              html`<section class="schema" id="${schemaId(name)}"><h3>${name}</h3>
          <p>${
                schema.description
                  ? html`
                    ${words(schema.description)}
                  `
                  : nothing
              }<span class="type">${typeOf(schema)}</span></p>${fieldsOf(schema)}</section>`
            )}
          </section>
        </main>
      </body>
    </html>
  `;
  return page.toString();
}

function placedOf({ paths }: ApiDocument): Placed[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation }))
  );
}

const idOf = (tag: string) => `about-${tag.toLowerCase().replaceAll(" ", "-")}`;

function linkTo({ method, path, operation }: Placed): Html {
  return html`<li><a href="#${operation.operationId}"><span class="method ${method}">${method.toUpperCase()}</span> ${path}</a></li>`;
}

function rulesPart(): Html {
  return html`<section aria-labelledby="row-rules">
  <h2 id="row-rules">Row rules</h2>
  <p>${words(rulesIntroduction)}</p>
  <ul class="fields">${
    rules.map(({ code, severity, asks, sentence, example, help }) =>
      html`<li><code>${code}</code> <span class="type">${severity}${asks ? ", asks" : ""}</span>${
        told(sentence)
      } <span class="example">For example: ${words(example)}</span> ${words(help)}</li>`
    )
  }</ul>
</section>`;
}

/** What a schema allows: its type in words, with links to schemas that have a name, and its fields. */
import { html } from "hono/html";
import type { Schema } from "./document.ts";
import { type Html, joined, nothing, told } from "./words.ts";

export const schemaId = (name: string) => `schema-${name}`;

/** "array of Issue", "one of …", "string (date-time), at most 200 characters" */
export function typeOf(schema: Schema): Html {
  const { $ref, items, additionalProperties, format } = schema;
  if ($ref) {
    const name = $ref.slice($ref.lastIndexOf("/") + 1);
    return html`<a href="#${schemaId(name)}">${name}</a>`;
  }
  if (schema.enum) {
    return joined(schema.enum.map((value) => html`<code>${String(value)}</code>`), " or ");
  }
  const some = schema.anyOf ?? schema.oneOf;
  if (some) {
    return some.some(hasFields) ? html`one of these` : joined(some.map(typeOf), " or ");
  }
  if (schema.allOf) return joined(schema.allOf.map(typeOf), " and ");
  if (items) return html`array of ${typeOf(items)}`;
  if (typeof additionalProperties === "object") {
    return html`object of ${typeOf(additionalProperties)} by key`;
  }
  const types = [schema.type ?? "any value"].flat().join(" or ");
  return html`${types}${format ? ` (${format})` : ""}${limits(schema)}`;
}

function limits({ minimum, maximum, minLength, maxLength }: Schema): string {
  const said = [
    minimum === undefined ? "" : `at least ${minimum}`,
    maximum === undefined ? "" : `at most ${maximum}`,
    minLength === undefined
      ? ""
      : minLength === 1
      ? "not empty"
      : `at least ${minLength} characters`,
    maxLength === undefined ? "" : `at most ${maxLength} characters`,
  ];
  return said.filter(Boolean).map((limit) => `, ${limit}`).join("");
}

/** The fields within, as nested lists; nothing where it has none, or has a page's place of its own. */
export function fieldsOf(schema: Schema): Html {
  const { properties, required = [], items, additionalProperties } = schema;
  if (properties && Object.keys(properties).length > 0) {
    return html`<ul class="fields">${
      Object.entries(properties).map(([name, field]) =>
        fieldOf(name, field, required.includes(name))
      )
    }</ul>`;
  }
  const some = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (some?.some(hasFields)) {
    return html`<ul class="fields">${
      some.map((one) =>
        html`<li><span class="type">${typeOf(one)}</span>${told(one.description)}${
          fieldsOf(one)
        }</li>`
      )
    }</ul>`;
  }
  if (items) return fieldsOf(items);
  return typeof additionalProperties === "object" ? fieldsOf(additionalProperties) : nothing;
}

function fieldOf(name: string, field: Schema, isRequired: boolean): Html {
  const { default: fallback, description } = field;
  return html`<li><code>${name}</code> <span class="type">${typeOf(field)}${
    isRequired ? "" : ", optional"
  }${fallback === undefined ? "" : `, by default ${fallback}`}</span>${told(description)}${
    fieldsOf(field)
  }</li>`;
}

function hasFields(schema: Schema): boolean {
  const some = schema.anyOf ?? schema.oneOf ?? schema.allOf ?? [];
  return schema.properties !== undefined || some.some(hasFields) ||
    (schema.items ? hasFields(schema.items) : false);
}

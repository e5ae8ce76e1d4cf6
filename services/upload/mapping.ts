/** The optional `mapping` of an upload: which header stands for which field of a contact. */
import { type MappingField, mappingFields } from "@rollcall/contacts";
import {
  at,
  type ByKey,
  byKeySchema,
  jsonOrUndefined,
  keysOf,
  valuesOf,
} from "@rollcall/contracts";
import { z } from "zod";
import type { FieldFault } from "./refusal.ts";

const Header = z.string().trim().min(1, "a header has at least one character").max(500).nullable();

const Mapping = byKeySchema(Header)
  .superRefine((mapping, context) => {
    const message = `no such field; there are ${mappingFields.join(", ")}`;
    const unknown = keysOf(mapping).filter((key) => !mappingFields.some((field) => field === key));
    for (const key of unknown) context.addIssue({ code: "custom", path: [key], message });
  })
  .refine((mapping) => {
    const headers = valuesOf(mapping).filter((header) => header !== null);
    return new Set(headers).size === headers.length;
  }, "each header can stand for one field only")
  .refine(
    (mapping) => !["full_name", "first_name", "last_name"].every((name) => at(mapping, name)),
    "a full name is split into first_name and last_name: name it, or the two",
  );

/** Field → header; null for a field that no column is to be. */
export type Mapping = Partial<Record<MappingField, string | null>>;
export type MappingResult =
  | { ok: true; mapping: Mapping | null }
  | { ok: false; errors: FieldFault[] };

/** Reads the form's field; an absent or empty one is no mapping. */
export function readMapping(text: string | undefined): MappingResult {
  if (!text?.trim()) return { ok: true, mapping: null };
  const parsed = Mapping.safeParse(jsonOrUndefined(text));
  if (parsed.success) {
    const mapping = fieldsOf(parsed.data);
    return { ok: true, mapping: Object.keys(mapping).length ? mapping : null };
  }
  return {
    ok: false,
    errors: parsed.error.issues.map((issue) => ({
      path: ["body.mapping", ...issue.path].join("."),
      message: issue.path.length === 0 && issue.code === "invalid_type"
        ? 'expected a JSON object of field → header, such as {"email":"E-Mail"}'
        : issue.message,
    })),
  };
}

function fieldsOf(checked: ByKey<string | null>): Mapping {
  const mapping: Mapping = {};
  for (const field of mappingFields) {
    const header = at(checked, field);
    if (header !== undefined) mapping[field] = header;
  }
  return mapping;
}

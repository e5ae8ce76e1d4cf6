/** The optional `mapping` of an upload: which header stands for which field of a contact. */
import { mappingFields } from "@rollcall/contacts";
import { z } from "zod";

const Mapping = z.partialRecord(
  z.enum(mappingFields),
  z.string().trim().min(1, "a header has at least one character").max(500).nullable(),
).refine((mapping) => {
  const headers = Object.values(mapping).filter((header) => header !== null);
  return new Set(headers).size === headers.length;
}, "each header can stand for one field only")
  .refine(
    ({ full_name, first_name, last_name }) => !(full_name && first_name && last_name),
    "a full name is split into first_name and last_name: name it, or the two",
  );

/** Field → header; null for a field that no column is to be. */
export type Mapping = Record<string, string | null>;
export type MappingResult =
  | { ok: true; mapping: Mapping | null }
  | { ok: false; errors: { path: string; message: string }[] };

/** Reads the form's field; an absent or empty one is no mapping. */
export function readMapping(text: string | undefined): MappingResult {
  if (!text?.trim()) return { ok: true, mapping: null };
  const parsed = Mapping.safeParse(jsonOrUndefined(text));
  if (parsed.success) {
    const mapping: Mapping = { ...parsed.data };
    return { ok: true, mapping: Object.keys(mapping).length ? mapping : null };
  }
  return {
    ok: false,
    errors: parsed.error.issues.map((issue) => ({
      path: ["body.mapping", ...issue.path].join("."),
      message: issue.path.length === 0 && issue.code === "invalid_type"
        ? 'expected a JSON object of field → header, such as {"email":"E-Mail"}'
        : issue.code === "invalid_key" || issue.code === "unrecognized_keys"
        ? `no such field; there are ${mappingFields.join(", ")}`
        : issue.message,
    })),
  };
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

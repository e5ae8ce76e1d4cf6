/** The optional `mapping` of an upload: which header stands for which field of a contact. */
import { contactFields } from "@rollcall/contacts";
import { z } from "zod";

const Mapping = z.partialRecord(
  z.enum(contactFields),
  z.string().trim().min(1, "a header has at least one character").max(500),
).refine((mapping) => {
  const headers = Object.values(mapping);
  return new Set(headers).size === headers.length;
}, "each header can stand for one field only");

export type Mapping = Record<string, string>;
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
        ? `no such field; there are ${contactFields.join(", ")}`
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

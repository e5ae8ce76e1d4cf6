/** Formats numbers and sizes, and names fields, in the language of the page. */
import type { MappingField } from "@rollcall/contracts/fields";
import { m } from "../paraglide/messages.js";
import { number as written } from "./kept-formats.ts";
import { language } from "./language.ts";

export function number(n: number): string {
  return written(language, n, {});
}

/** Bytes in a suitable unit: "940 bytes", "12 KB", "4.8 MB". */
export function size(bytes: number): string {
  if (bytes < 1024) return m.text_bytes({ n: bytes });
  if (bytes < 1024 * 1024) return m.text_kilobytes({ n: Math.round(bytes / 1024) });
  return m.text_megabytes({ n: Math.round(bytes / (1024 * 102.4)) / 10 });
}

/** "job_title" → "Job title"; an unknown header stays as it is. */
export function fieldLabel(field: string): string {
  return FIELD_LABELS.get(field) ?? field;
}

const labels: Record<MappingField, string> = {
  email: m.text_field_email(),
  first_name: m.text_field_first_name(),
  last_name: m.text_field_last_name(),
  full_name: m.text_field_full_name(),
  phone: m.text_field_phone(),
  company: m.text_field_company(),
  job_title: m.text_field_job_title(),
  country: m.text_field_country(),
};
const FIELD_LABELS = new Map(Object.entries(labels));

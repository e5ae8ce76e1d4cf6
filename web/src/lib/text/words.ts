/** Formats numbers, sizes and counts. */
import type { MappingField } from "@rollcall/contracts/fields";

const digits = new Intl.NumberFormat("en");

export function number(n: number): string {
  return digits.format(n);
}

/** "1 row", "2,000 rows"; an irregular plural may be given. */
export function count(n: number, noun: string, plural = `${noun}s`): string {
  return `${number(n)} ${n === 1 ? noun : plural}`;
}

/** Bytes in a suitable unit: "940 bytes", "12 KB", "4.8 MB". */
export function size(bytes: number): string {
  if (bytes < 1024) return count(bytes, "byte");
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / (1024 * 1024)).toFixed(1).replace(/\.0$/, "")} MB`;
}

/** "job_title" → "Job title"; an unknown header stays as it is. */
export function fieldLabel(field: string): string {
  return FIELD_LABELS.get(field) ?? field;
}

const labels: Record<MappingField, string> = {
  email: "E-mail",
  first_name: "First name",
  last_name: "Last name",
  full_name: "Full name",
  phone: "Phone",
  company: "Company",
  job_title: "Job title",
  country: "Country",
};
const FIELD_LABELS = new Map(Object.entries(labels));

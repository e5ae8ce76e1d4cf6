/** What came out of a file against what must: every difference, in words. Pure. */
import { isDeepStrictEqual } from "node:util";
import { entriesOf } from "@rollcall/contracts";
import type { Issue, RawRow } from "@rollcall/contracts/api";
import type { ImportedFile } from "./import_file.ts";
import type { Expected, ExpectedRow } from "./shape.ts";

type Read = Extract<ImportedFile, { refused?: undefined }>;

export function differences(found: ImportedFile, expected: Expected): string[] {
  if (found.refused) {
    const { status, code, detail, errors = [] } = found.refused;
    const said = [detail, ...errors.map(({ path, message }) => `${path} ${message}.`)].join(" ");
    if (!expected.refused) return [`it was refused: ${status} ${code}: ${said}`];
    return compare("status", status, expected.refused.status)
      .concat(compare("code", code, expected.refused.code), says(said, expected.refused.says));
  }
  if (expected.refused) return [`it was taken and is ${show(found.job.status)}`];
  const { job } = found;
  if (job.error) {
    const { code, message } = job.error;
    if (!expected.failed) return [`it failed: ${code}: ${message}`];
    return compare("code", code, expected.failed.code).concat(says(message, expected.failed.says));
  }
  if (expected.failed) return [`it did not fail and is ${show(job.status)}`];
  return [...inJob(found, expected), ...inRows(found, expected), ...inContacts(found, expected)];
}

function* inJob({ job }: Read, expected: Expected): Generator<string> {
  const { job: wanted = {}, issues = {}, warnings = {}, total } = expected;
  yield* compare("status", job.status, Object.keys(issues).length ? "NEEDS_REVIEW" : "COMPLETED");
  if (total !== undefined) yield* compare("total_rows", job.total_rows, total);
  const { encoding, mapping = {}, ...others } = wanted;
  if (encoding !== undefined && ![encoding].flat().includes(job.encoding)) {
    yield `encoding is ${show(job.encoding)}, not ${show(encoding)}`;
  }
  for (const [field, header] of Object.entries(mapping)) {
    yield* compare(`mapping.${field}`, job.mapping[field], header);
  }
  for (const [name, value] of Object.entries(others)) {
    yield* compare(name, job[name as keyof typeof job], value);
  }
  const open = Object.fromEntries(
    Object.entries(job.issue_counts).flatMap(([type, { open }]) => open ? [[type, open]] : []),
  );
  yield* compare("open issues", open, issues);
  if (warnings !== "any") yield* compare("warnings", job.warning_counts, warnings);
}

function* inRows({ rows, issues }: Read, { rows: wanted = {} }: Expected): Generator<string> {
  for (const [number, expected] of Object.entries(wanted)) {
    const row = rows.find((row) => row.row_number === Number(number));
    if (!row) {
      yield `there is no row ${number}, but ${rows.slice(0, 9).map((row) => row.row_number)}`;
      continue;
    }
    const suggestion = suggestionFor(row, issues);
    const found: ExpectedRow = {
      data: Object.fromEntries(entriesOf(row.data)),
      email: row.normalized_email,
      phone: row.normalized_phone,
      problems: row.problems,
      warnings: row.warnings,
      ...(suggestion !== undefined && { suggestion }),
    };
    yield* within(`row ${number}: `, found, expected);
  }
}

function suggestionFor({ raw_row_id }: RawRow, issues: Issue[]): string | undefined {
  const about = issues.filter(({ payload }) =>
    payload.candidates.some((candidate) => candidate.raw_row_id === raw_row_id)
  );
  return about.find(({ payload }) => payload.suggestion)?.payload.suggestion?.value;
}

function* inContacts({ contacts }: Read, { contacts: wanted }: Expected): Generator<string> {
  if (!wanted) return;
  yield* compare("contacts", contacts.length, wanted.length);
  for (const [i, expected] of wanted.entries()) {
    const contact = contacts[i];
    if (!contact) continue;
    const filled = entriesOf(contact.extra).filter(([, value]) => value !== "");
    const extra = Object.fromEntries(filled);
    yield* within(`contact ${i + 1}: `, { ...contact, extra }, expected);
  }
}

/** Each thing that is expected, data by its keys; what is not named may be whatever it is. */
function* within(where: string, found: object, expected: object): Generator<string> {
  const have = new Map(Object.entries(found));
  for (const [name, value] of Object.entries(expected)) {
    if (name !== "data") yield* compare(where + name, have.get(name), value);
    else yield* within(where, have.get("data"), value);
  }
}

function compare(what: string, found: unknown, expected: unknown): string[] {
  if (isDeepStrictEqual(found, expected)) return [];
  return [`${what} is ${show(found)}, not ${show(expected)}`];
}

function says(sentence: string, expected: RegExp): string[] {
  const isSentence = /^\S.*[.!?]"?$/s.test(sentence);
  return [
    ...(expected.test(sentence) ? [] : [`it says ${show(sentence)}, not ${expected}`]),
    ...(isSentence ? [] : [`${show(sentence)} is no sentence`]),
  ];
}

const show = (value: unknown) => JSON.stringify(value) ?? "nothing";

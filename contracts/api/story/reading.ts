/** The file that Ann uploads, as it is read: the job, its rows, the preview. */
import { byKey } from "../../by_key.ts";
import { mappingFields } from "../fields.ts";
import { at, DAY_S, JOB_ID } from "./ids.ts";
import type { FilePreview, Job, RawRow } from "../jobs.ts";

export const FILE = `Email,First Name,Last Name,Phone,Company,Loyalty Tier
lee@example.com,Ann,Lee,+44 20 7946 0958,Acme,gold
lee@example.com,Bob,Lee,,Acme,
cyd@gmial.com,Cyd,Ray,,Fabrikam,
,Dan,Fox,,,
`;

/** What a program sends with it; the rest is found out. */
export const upload = { file: FILE, same_person: "first" };
export const IDEMPOTENCY_KEY = "people-2026-03-02";

type Columns = Job["columns"];

const known = { how: "name", confidence: 1 } as const;
const columns: Columns = [
  { header: "Email", name: "email", field: "email", ...known },
  { header: "First Name", name: "first_name", field: "first_name", ...known },
  { header: "Last Name", name: "last_name", field: "last_name", ...known },
  { header: "Phone", name: "phone", field: "phone", ...known },
  { header: "Company", name: "company", field: "company", ...known },
  { header: "Loyalty Tier", name: "Loyalty Tier", field: null },
];
const mapping = {
  email: "Email",
  first_name: "First Name",
  last_name: "Last Name",
  phone: "Phone",
  company: "Company",
};
export const pendingJob: Job = {
  id: JOB_ID,
  status: "PENDING",
  original_filename: "people.csv",
  size_bytes: 181,
  total_rows: 0,
  valid_rows: 0,
  progress: 0,
  conflict_count: 0,
  open_issues: 0,
  issue_counts: {},
  contact_count: null,
  merged_rows: null,
  left_out_rows: null,
  warning_counts: {},
  list_version: null,
  format: "csv",
  encoding: null,
  delimiter: null,
  header_row: null,
  sheet: null,
  sheets: [],
  region: null,
  region_reason: null,
  fold_gmail: false,
  same_person: "first",
  columns: [],
  mapping: {},
  error: null,
  created_at: at(0),
  updated_at: at(0),
  delete_after: at(30 * DAY_S),
  version: 1,
};

/** Read and compared: three issues are open. */
export const reviewedJob: Job = {
  ...pendingJob,
  status: "NEEDS_REVIEW",
  total_rows: 4,
  valid_rows: 3,
  progress: 1,
  conflict_count: 3,
  open_issues: 3,
  issue_counts: {
    DUPLICATE_EMAIL: { open: 1, total: 1 },
    EMAIL_TYPO: { open: 1, total: 1 },
    MISSING_EMAIL: { open: 1, total: 1 },
  },
  encoding: "utf-8",
  delimiter: ",",
  header_row: 1,
  columns,
  mapping,
  updated_at: at(1),
  delete_after: at(30 * DAY_S + 1),
  version: 7,
};

/** The list was created twice. */
export const completedJob: Job = {
  ...reviewedJob,
  status: "COMPLETED",
  open_issues: 0,
  issue_counts: {
    DUPLICATE_EMAIL: { open: 0, total: 1 },
    EMAIL_TYPO: { open: 0, total: 1 },
    MISSING_EMAIL: { open: 0, total: 1 },
  },
  contact_count: 3,
  merged_rows: 0,
  left_out_rows: 1,
  list_version: 2,
  updated_at: at(80),
  delete_after: at(90 * DAY_S + 80),
  version: 14,
};

/** As the live view sends it. */
export const STREAM = `event: job\nid: 7\ndata: ${JSON.stringify(reviewedJob)}\n\n`;

export const ann = {
  email: "lee@example.com",
  first_name: "Ann",
  last_name: "Lee",
  phone: "+44 20 7946 0958",
  company: "Acme",
  "Loyalty Tier": "gold",
};
export const bob = { ...ann, first_name: "Bob", phone: "", "Loyalty Tier": "" };
export const cyd = {
  ...bob,
  email: "cyd@gmial.com",
  first_name: "Cyd",
  last_name: "Ray",
  company: "Fabrikam",
};
export const dan = { ...bob, email: "", first_name: "Dan", last_name: "Fox", company: "" };

export const place = (rawRowId: number) => ({ raw_row_id: rawRowId, row_number: rawRowId + 1 });
const valid = {
  is_valid: true,
  problems: [],
  warnings: [],
  normalized_phone: null,
  excluded: false,
  merged_into: null,
  now: null,
};

export const rows: RawRow[] = [
  {
    ...place(1),
    data: byKey(ann),
    normalized_email: "lee@example.com",
    ...valid,
    normalized_phone: "+442079460958",
  },
  { ...place(2), data: byKey(bob), normalized_email: "lee@example.com", ...valid },
  {
    ...place(3),
    data: byKey(cyd),
    normalized_email: "cyd@gmial.com",
    ...valid,
    problems: ["EMAIL_TYPO"],
  },
  {
    ...place(4),
    data: byKey(dan),
    normalized_email: null,
    ...valid,
    is_valid: false,
    problems: ["MISSING_EMAIL"],
  },
];

const samples = [
  ["lee@example.com", "lee@example.com", "cyd@gmial.com"],
  ["Ann", "Bob", "Cyd"],
  ["Lee", "Lee", "Ray"],
  ["+44 20 7946 0958"],
  ["Acme", "Acme", "Fabrikam"],
  ["gold"],
];

const all = (filled: number) => ({ filled, valid: filled, doubt: null });
/** What the columns hold, and how much of that is what they are taken for. */
const judged = [all(3), all(4), all(4), all(1), all(3), { filled: 1, valid: null, doubt: null }];

export const preview: FilePreview = {
  format: "csv",
  encoding: "utf-8",
  delimiter: ",",
  header_row: 1,
  sheet: null,
  sheets: [],
  region: null,
  region_reason: null,
  columns: columns.map((column, i) => ({ ...column, samples: samples[i]!, ...judged[i]! })),
  mapping,
  remembered: false,
  fields: [...mappingFields],
  rows: 4,
  first_rows: rows.map(({ row_number, data, problems, warnings, ...row }) => ({
    row_number,
    cells: FILE.split("\n")[row_number - 1]!.split(","),
    data,
    normalized_email: row.normalized_email,
    normalized_phone: row.normalized_phone,
    problems,
    warnings,
  })),
  rows_above: [],
  phones: [],
  problem: null,
  notice: null,
};

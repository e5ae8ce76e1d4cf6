/**
 * The API's examples, one small story: Ann uploads four rows. Two have her family's address, one is
 * mistyped, one has no address. She keeps her own row and makes a list; later she keeps Bob's as well
 * and makes the list anew. tests/api/story_test.ts lets it happen.
 */
import type { z } from "zod";
import { byKey } from "../by_key.ts";
import { mappingFields } from "./fields.ts";
import type {
  BatchUndoAnswer,
  BulkAnswer,
  BulkDecision,
  BulkPreview,
  Decision,
  DecisionAnswer,
  FinalizeAnswer,
  Issue,
  RestoreAnswer,
  RestorePreview,
  RestoreRequest,
  StepRequest,
} from "./issues.ts";
import type {
  ChangeAnswer,
  ColumnValues,
  RowChange,
  RowIdsFound,
  RowsAsked,
  RowsChange,
  RowsChangePreview,
} from "./changes.ts";
import type {
  AccountUpdate,
  AddressChange,
  Credentials,
  PasswordChange,
  PasswordReset,
  RecoveryCodes,
  Registration,
  RegistrationFinish,
  RegistrationPending,
  SecondFactorSetup,
  Session,
  SessionEntry,
  SignInMethods,
  User,
} from "./auth.ts";
import type {
  ColumnFill,
  Contact,
  ContactChange,
  ContactList,
  DeleteAnswer,
  FilePreview,
  HistoryEntry,
  HistorySubject,
  Job,
  Provenance,
  RawRow,
  UndoState,
} from "./jobs.ts";
import type { FailedJob, Operations, RedriveAnswer, RedriveRequest, Trends } from "./operations.ts";
import type { Retention } from "./retention.ts";
import type { SecurityEntry } from "./security_log.ts";

export const JOB_ID = "0198c0de-0000-7000-8000-000000000001";
export const USER_ID = "0198c0de-0000-7000-8000-000000000002";
export const BATCH_ID = "0198c0de-0000-7000-8000-000000000003";
export const SESSION_ID = "0198c0de-0000-7000-8000-000000000005";
export const ISSUE_ID = `${JOB_ID}.1`;
const TYPO_ID = `${JOB_ID}.2`;
const ADDRESSLESS_ID = `${JOB_ID}.3`;

/** A moment of the story, in seconds after its beginning. */
const at = (seconds: number) => new Date(Date.UTC(2026, 2, 2, 9, 0, seconds)).toISOString();

const DAY_S = 86_400;

export const credentials: Credentials = {
  email: "ann@example.com",
  password: "correct horse battery",
};
export const passwordChange: PasswordChange = {
  old_password: credentials.password,
  new_password: "staples of another colour",
};
export const registration: Registration = { ...credentials, name: "Ann Lee" };
export const user: User = {
  id: USER_ID,
  email: credentials.email,
  name: "Ann Lee",
  roles: [],
  email_verified: false,
  second_factor: false,
};
export const LINK_TOKEN = "qK3c0cT1…";
export const registrationPending: RegistrationPending = {
  pending: true,
  detail: "A message with a link is on its way to this address: open it within a day.",
};
export const registrationFinish: RegistrationFinish = {
  token: LINK_TOKEN,
  password: credentials.password,
};
export const passwordReset: PasswordReset = {
  token: LINK_TOKEN,
  new_password: passwordChange.new_password,
};
export const addressChange: AddressChange = {
  email: "ann.lee@example.com",
  password: credentials.password,
};
export const signInMethods: SignInMethods = {
  mail: true,
  register_by_mail: false,
  provider: null,
};
export const secondFactorSetup: SecondFactorSetup = {
  secret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
  uri: "otpauth://totp/Rollcall:ann%40example.com?issuer=Rollcall&secret=GEZDGNBVGY3TQOJQ…",
};
export const recoveryCodes: RecoveryCodes = {
  recovery_codes: ["GEZD-GNBV-GY3T-QOJQ", "MFRG-GZDF-MZTW-Q2LK"],
};
export const accountUpdate: AccountUpdate = { name: "Ann Lee" };
export const session: Session = {
  token: "eyJhbGciOiJFZERTQSIsInR5cCI6IkpXVCJ9.….…",
  refresh_token: "8J3v0cS1…",
  expires_in: 600,
  user,
};
export const sessions: SessionEntry[] = [{
  id: SESSION_ID,
  current: true,
  device: "curl/8.5.0",
  address: "192.0.2.7",
  created_at: at(0),
  used_at: at(0),
  expires_at: at(12 * 3600),
}];
export const securityLog: SecurityEntry[] = [{
  id: "4712",
  at: at(60),
  action: "rows_viewed",
  actor: "user",
  address: "192.0.2.7",
  request_id: "0198c0de-0000-7000-8000-000000000006",
  job_id: JOB_ID,
}, {
  id: "4711",
  at: at(0),
  action: "signed_in",
  actor: "user",
  address: "192.0.2.7",
  request_id: "0198c0de-0000-7000-8000-000000000007",
  job_id: null,
}];
export const retention: Retention = { keep_days: 90, keep_unfinished_days: 30, most_days: 365 };
export const keySet = {
  keys: [{
    kid: "0198c0de-0000-7000-8000-000000000004",
    kty: "OKP",
    crv: "Ed25519",
    alg: "EdDSA",
    use: "sig",
    x: "j59LEEZ-0mXZNETgzg86ZdssrGqYPWtM9dIQiUhKUvM",
  }],
};

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

/** The list was made twice. */
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

const ann = {
  email: "lee@example.com",
  first_name: "Ann",
  last_name: "Lee",
  phone: "+44 20 7946 0958",
  company: "Acme",
  "Loyalty Tier": "gold",
};
const bob = { ...ann, first_name: "Bob", phone: "", "Loyalty Tier": "" };
const cyd = {
  ...bob,
  email: "cyd@gmial.com",
  first_name: "Cyd",
  last_name: "Ray",
  company: "Fabrikam",
};
const dan = { ...bob, email: "", first_name: "Dan", last_name: "Fox", company: "" };

const place = (rawRowId: number) => ({ raw_row_id: rawRowId, row_number: rawRowId + 1 });
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

/** After the first decision. */
export const issues: Issue[] = [
  {
    id: ISSUE_ID,
    job_id: JOB_ID,
    type: "DUPLICATE_EMAIL",
    key: "lee@example.com",
    status: "RESOLVED",
    payload: {
      candidates: [{ ...place(1), data: byKey(ann) }, { ...place(2), data: byKey(bob) }],
      candidate_count: 2,
      people: [[1], [2]],
    },
    resolution: { action: "choose", chosen_row_id: 1, resolved_by: USER_ID, resolved_at: at(30) },
  },
  {
    id: TYPO_ID,
    job_id: JOB_ID,
    type: "EMAIL_TYPO",
    key: "cyd@gmial.com",
    status: "OPEN",
    payload: {
      candidates: [{ ...place(3), data: byKey(cyd) }],
      candidate_count: 1,
      suggestion: {
        field: "email",
        value: "cyd@gmail.com",
        reason: "gmial.com is probably gmail.com.",
      },
    },
    resolution: null,
  },
  {
    id: ADDRESSLESS_ID,
    job_id: JOB_ID,
    type: "MISSING_EMAIL",
    key: "row-5",
    status: "OPEN",
    payload: { candidates: [{ ...place(4), data: byKey(dan) }], candidate_count: 1 },
    resolution: null,
  },
];

/** One of each kind; the first is the story's. */
export const decisions: Record<string, Decision> = {
  choose: { action: "choose", chosen_row_id: 1 },
  keep: { action: "keep" },
  take_suggestion: { action: "take_suggestion" },
  edit: { action: "edit", raw_row_id: 3, data: byKey({ email: "cyd@example.com" }) },
  merge: {
    action: "merge",
    chosen_row_id: 1,
    fields: byKey({ first_name: { value: "Ann and Bob" }, phone: { from: 1 } }),
  },
  skip: { action: "skip" },
  use_column: { action: "use_column", column: "Surname" },
};
export const chosen: z.infer<typeof DecisionAnswer> = { ok: true, issue_id: ISSUE_ID, version: 8 };

export const rule: BulkDecision = { type: "MISSING_EMAIL", rule: "skip" };
export const effects: BulkPreview = {
  resolves: 1,
  opens: 0,
  withdraws: 0,
  untouched: 0,
  samples: [{ issue_id: ADDRESSLESS_ID, key: "row-5", action: "skip" }],
};
export const resolvedByRule: z.infer<typeof BulkAnswer> = {
  ok: true,
  resolved: 1,
  batch_id: BATCH_ID,
  version: 10,
};
export const stepAsked: z.infer<typeof StepRequest> = { step: 8 };
export const stepUndone: z.infer<typeof RestoreAnswer> = {
  ok: true,
  undone: 1,
  redone: 0,
  list_version: null,
  version: 13,
};
export const stepRedone: z.infer<typeof RestoreAnswer> = {
  ...stepUndone,
  undone: 0,
  redone: 1,
  version: 15,
};
export const restoreAsked: RestoreRequest = { to_version: 8, seen_version: 11 };
export const restorePreview: RestorePreview = {
  undone: 2,
  redone: 0,
  open_issues: 2,
  list: "withdrawn",
};
export const restored: z.infer<typeof RestoreAnswer> = { ...stepUndone, undone: 2, version: 14 };
export const finalized: z.infer<typeof FinalizeAnswer> = {
  ok: true,
  status: "COMPLETED",
  contact_count: 2,
  list_version: 1,
  version: 11,
};
export const reopened: z.infer<typeof DecisionAnswer> = { ...chosen, version: 12 };
export const batchUndone: z.infer<typeof BatchUndoAnswer> = { ok: true, reopened: 1, version: 15 };
export const deleted: z.infer<typeof DeleteAnswer> = { ok: true, version: 16 };

/** Dan's company is typed into the grid, and he is left out; then that is taken back. */
export const rowChange: RowChange = {
  raw_row_id: 4,
  data: byKey({ company: "Contoso" }),
  seen: byKey({ company: "" }),
};
export const editEffects: RowsChangePreview = {
  rows: 1,
  refused: 0,
  opens: 0,
  withdraws: 0,
  samples: [{ raw_row_id: 4, field: "company", before: "", after: "Contoso" }],
};
export const rowsAsked: RowsAsked = { raw_row_ids: "4" };
export const rowChanged: ChangeAnswer = {
  ok: true,
  rows: 1,
  refused: 0,
  reopened: 0,
  batch_id: BATCH_ID,
  version: 8,
};
export const rowsBroughtBack: ChangeAnswer = { ...rowChanged, version: 9 };
/** The first is the story's. */
export const rowsChanges: Record<string, RowsChange> = {
  case: {
    raw_row_ids: "1-4",
    operation: { do: "case", column: "Loyalty Tier", to: "title" },
  },
  replace: {
    raw_row_ids: "1-4",
    operation: { do: "replace", column: "company", find: "Acme", by: "Acme Inc" },
  },
  trim: { raw_row_ids: "1-4", operation: { do: "trim" } },
  phones: { raw_row_ids: "1-4", operation: { do: "phones", region: "GB" } },
  fill: {
    raw_row_ids: "1-4",
    operation: { do: "fill", column: "job_title", from: "Loyalty Tier", only_empty: true },
  },
  unite: {
    raw_row_ids: "1-4",
    operation: { do: "unite", column: "company", values: ["ACME, Inc."], value: "Acme" },
  },
};
export const changeEffects: RowsChangePreview = {
  rows: 1,
  refused: 0,
  opens: 0,
  withdraws: 0,
  samples: [{ raw_row_id: 1, field: "Loyalty Tier", before: "gold", after: "Gold" }],
};
export const rowsChanged: ChangeAnswer = { ...rowChanged, version: 10 };
/** Before anything is changed: nothing is written in two ways. */
export const columnValues: ColumnValues = {
  distinct: 2,
  empty: 1,
  long: 0,
  values: [{ value: "Acme", rows: 2 }, { value: "Fabrikam", rows: 1 }],
  clusters: [],
  version: 7,
};
export const rowIdsFound: RowIdsFound = { raw_row_ids: "1-2", rows: 2, version: 7 };

const contactOfBob: Contact = {
  id: 2,
  raw_row_id: 2,
  email: "lee@example.com",
  first_name: "Bob",
  last_name: "Lee",
  phone: "",
  company: "Acme",
  job_title: "",
  extra: byKey({ "Loyalty Tier": "" }),
};

/** The list's second version. */
export const contacts: Contact[] = [
  {
    ...contactOfBob,
    id: 1,
    raw_row_id: 1,
    first_name: "Ann",
    phone: "+442079460958",
    extra: byKey({ "Loyalty Tier": "gold" }),
  },
  contactOfBob,
  {
    ...contactOfBob,
    id: 3,
    raw_row_id: 3,
    email: "cyd@gmail.com",
    first_name: "Cyd",
    last_name: "Ray",
    company: "Fabrikam",
  },
];

/** What a search for "cyd" finds. */
export const search = { q: "cyd", sort: "-last_name", filter: ["company:filled"] };

export const CONTACTS_CSV =
  `"email","first_name","last_name","phone","company","job_title","Loyalty Tier"
"lee@example.com","Ann","Lee","+442079460958","Acme","","gold"
"lee@example.com","Bob","Lee","","Acme","",""
"cyd@gmail.com","Cyd","Ray","","Fabrikam","",""
`.replaceAll("\n", "\r\n");

export const REJECTED_CSV =
  `"Email","First Name","Last Name","Phone","Company","Loyalty Tier","rollcall_row","rollcall_reason"
"","Dan","Fox","","","","5","excluded by the rule ""exclude"": no e-mail address"
`.replaceAll("\n", "\r\n");

export const lists: ContactList[] = [
  {
    list_version: 2,
    contact_count: 3,
    current: true,
    finalized_at: at(80),
    finalized_by: USER_ID,
    added: 1,
    removed: 0,
    changed: 0,
  },
  {
    list_version: 1,
    contact_count: 2,
    current: false,
    finalized_at: at(60),
    finalized_by: USER_ID,
    added: 2,
    removed: 0,
    changed: 0,
  },
];
export const columnFills: ColumnFill[] = [
  { field: "email", name: "email", filled: 3, contacts: 3 },
  { field: "first_name", name: "first_name", filled: 3, contacts: 3 },
  { field: null, name: "Notes", filled: 1, contacts: 3 },
];

export const changes: ContactChange[] = [
  { change: "added", before: null, after: contactOfBob, fields: [] },
];

const read = (field: string, header: string, value: string) => ({
  field,
  value,
  ...place(3),
  header,
  original: null,
  how: "read" as const,
  issue_id: null,
  by: null,
  at: null,
  reason: `From the column "${header}" of row 4.`,
});

/** Why Cyd is on the list. */
export const provenance: Provenance = {
  contact_id: 3,
  ...place(3),
  reason: "the only row of this address",
  issue_id: null,
  by: null,
  at: null,
  merged: [],
  merged_count: 0,
  left_out: [],
  left_out_count: 0,
  fields: [
    {
      field: "email",
      value: "cyd@gmail.com",
      raw_row_id: null,
      row_number: null,
      header: null,
      original: "cyd@gmial.com",
      how: "suggested",
      issue_id: TYPO_ID,
      by: USER_ID,
      at: at(40),
      reason: "The suggestion, taken by you.",
    },
    read("first_name", "First Name", "Cyd"),
    read("last_name", "Last Name", "Ray"),
    read("phone", "Phone", ""),
    read("company", "Company", "Fabrikam"),
    read("Loyalty Tier", "Loyalty Tier", ""),
  ],
};

type Told = Pick<HistoryEntry, "type" | "kind" | "summary"> & {
  seconds: number;
  actor?: string;
  subject?: HistorySubject;
};

const told = ({ type, kind, summary, seconds, actor, subject }: Told) => ({
  type,
  kind,
  summary,
  subject: subject ?? null,
  restored_to: null,
  actor: actor ?? null,
  at: at(seconds),
  batch_id: null,
  undo_issue_id: null,
});

const file = (type: string, summary: string, actor?: string): Told => ({
  ...{ type, kind: "file", summary, seconds: 0 },
  ...(actor && { actor }),
});

const askedAbout = (...issues: HistorySubject["issues"]): HistorySubject => ({
  issue_count: issues.length,
  issues,
  edits: [],
});

const ofLee = {
  issue_id: ISSUE_ID,
  type: "DUPLICATE_EMAIL",
  key: "lee@example.com",
  row_count: 2,
  rows: [place(1), place(2)],
} as const satisfies HistorySubject["issues"][number];
const ofCyd = {
  issue_id: TYPO_ID,
  type: "EMAIL_TYPO",
  key: "cyd@gmial.com",
  row_count: 1,
  rows: [place(3)],
} as const satisfies HistorySubject["issues"][number];
const ofDan = {
  issue_id: ADDRESSLESS_ID,
  type: "MISSING_EMAIL",
  key: "row-5",
  row_count: 1,
  rows: [place(4)],
} as const satisfies HistorySubject["issues"][number];

/** Up to the first decision. */
const toldOfLee: Told = {
  type: "IssuesResolved",
  kind: "decision",
  summary: "A decision on issue 1: a row was chosen.",
  seconds: 30,
  actor: USER_ID,
  subject: askedAbout(ofLee),
};

export const history: HistoryEntry[] = [
  file("JobCreated", "A file of 181 bytes was uploaded.", USER_ID),
  file("ParsingStarted", "Rollcall started reading the file."),
  file(
    "FileRecognized",
    "The file was recognised as utf-8, separated by commas; its columns are named in row 1.",
  ),
  file("RowsParsed", "The first 4 rows were read."),
  file("ParsingCompleted", "The whole file was read: 4 rows, 3 valid."),
  {
    type: "IssuesOpened",
    kind: "issues" as const,
    summary:
      "3 issues found: 1 with one address for different people, 1 with a likely typo in the " +
      "e-mail address, 1 without an e-mail address.",
    seconds: 1,
    subject: askedAbout(ofLee, ofCyd, ofDan),
  },
  {
    type: "DedupeCompleted",
    kind: "issues" as const,
    summary: "All rows were compared: 3 issues to resolve.",
    seconds: 1,
  },
  toldOfLee,
].map((entry, i) => ({ position: i + 1, version: i + 1, ...told(entry) }));

/** Behind the first decision. */
export const undoState: z.infer<typeof UndoState> = {
  undo: { position: 8, version: 8, ...told(toldOfLee) },
  redo: null,
  version: 8,
};

const LOG_HEAD = 16;

/** All is done: nothing waits. */
export const operations: Operations = {
  taken_at: at(125),
  log: { head: LOG_HEAD, newest_event_seconds: 5 },
  bus_answers: true,
  relay: {
    position: LOG_HEAD,
    lag_events: 0,
    oldest_unpublished_seconds: null,
    checkpoint_age_seconds: 5,
    leader: { holder: "0198c0de-0000-7000-8000-000000000005", fence: 1, expires_in_seconds: 4.2 },
  },
  consumers: (["parsing", "dedupe", "review", "projection"] as const).map((name) => ({
    name,
    position: LOG_HEAD,
    lag_events: 0,
    oldest_pending_seconds: null,
    checkpoint_age_seconds: 2,
    queue: { name, visible: 0, in_flight: 0, delayed: 0 },
    parked: 0,
    claims: 0,
  })),
  projection: {
    live_generation: 1,
    generations: [{
      generation: 1,
      state: "live",
      position: LOG_HEAD,
      lag_events: 0,
      checkpoint_age_seconds: 5,
    }],
    still_seconds: 0,
    lanes: { open: 0, set_aside: 0, still_seconds: 0 },
  },
  failed_jobs: { parsing: 0, dedupe: 0, review: 0, unreadable_files: 0, position: LOG_HEAD },
};

export const trends: Trends = {
  every_seconds: 15,
  points: [
    {
      at: at(110),
      head: 12,
      unpublished: 4,
      to_do: { parsing: 0, dedupe: 0, review: 0, projection: 4 },
      messages: 3,
      dead_letters: 0,
      failed_jobs: 0,
    },
    {
      at: at(125),
      head: LOG_HEAD,
      unpublished: 0,
      to_do: { parsing: 0, dedupe: 0, review: 0, projection: 0 },
      messages: 0,
      dead_letters: 0,
      failed_jobs: 0,
    },
  ],
};
export const failedJobs: FailedJob[] = [{
  job_id: JOB_ID,
  stage: "dedupe",
  message:
    "Looking for duplicates failed on every try through a fault of ours. Your file is safe: " +
    "we will try again once the fault is mended.",
  failed_at: at(60),
  failures: 1,
}];
export const redriveAsked: z.infer<typeof RedriveRequest> = { job_id: JOB_ID };
export const redriven: z.infer<typeof RedriveAnswer> = { ok: true, jobs: 1, messages: 0 };

/**
 * Load on the upload service and on the whole flow, by k6. FORM says how much (options.js), BASE_URL
 * where; `make load` runs the form `load` against a stack of its own.
 */
import { check, sleep } from "k6";
import exec from "k6/execution";
import { Trend } from "k6/metrics";
import { get, post, register, tokenOf, uploadFile } from "./api.js";
import { contactFile, rowsOf } from "./contacts.js";
import { optionsOf } from "./options.js";

export const options = optionsOf(__ENV.FORM || "load");

const timeToReview = new Trend("time_to_review", true);
const timeToList = new Trend("time_to_list", true);

const USERS = 8;
const POLL_S = 0.1;
const GIVE_UP_MS = 60_000;

/** Signing in costs a hash by design, so that few people upload many files. */
export function setup() {
  return { users: Array.from({ length: USERS }, register) };
}

/** A file is uploaded. */
export function upload({ users }) {
  const { iterationInTest } = exec.scenario;
  const text = contactFile(rowsOf(iterationInTest), `u${iterationInTest}`);
  uploadFile(tokenOf(users[iterationInTest % USERS]), text, "contacts.csv");
}

/** A file becomes a clean list. */
export function whole({ users }) {
  const { iterationInTest } = exec.scenario;
  const token = tokenOf(users[iterationInTest % USERS]);
  const from = Date.now();
  const job = uploadFile(token, contactFile(500, `w${iterationInTest}`), "contacts.csv");
  if (!job) return;
  const read = waitFor(token, job.id);
  timeToReview.add(Date.now() - from);
  if (!check(read, { "a file is read": (r) => r && r.status !== "FAILED" })) return;
  for (const type of Object.keys(read.issue_counts)) {
    const rule = type === "DUPLICATE_EMAIL" ? "most_complete" : "skip";
    post(token, `/jobs/${job.id}/resolve`, "/jobs/{id}/resolve", { type, rule });
  }
  const path = `/jobs/${job.id}/finalize`;
  const { version } = read.status === "COMPLETED"
    ? read
    : post(token, path, "/jobs/{id}/finalize").json();
  const list = get(
    token,
    `/jobs/${job.id}/contacts.csv?min_version=${version}`,
    "/jobs/{id}/contacts.csv",
  );
  check(list, { "the clean list has contacts": (r) => r.body.split("\r\n").length > 100 });
  timeToList.add(Date.now() - from);
}

/** The job once it waits for a person or has ended; null where that takes too long. */
function waitFor(token, id) {
  for (const until = Date.now() + GIVE_UP_MS; Date.now() < until;) {
    const job = get(token, `/jobs/${id}`, "/jobs/{id}").json();
    if (job.status !== "PENDING" && job.status !== "PROCESSING") return job;
    sleep(POLL_S);
  }
  return null;
}

/** Figures for programs, and the few that people look at first. */
export function handleSummary({ metrics }) {
  const value = (name, figure) => metrics[name]?.values?.[figure];
  const ms = (name, figure) => {
    const number = value(name, figure);
    return number === undefined ? "–" : `${Math.round(number)} ms`;
  };
  const upload = "http_req_duration{name:POST /jobs}";
  const failed = Object.entries(metrics).flatMap(([name, { thresholds = {} }]) =>
    Object.entries(thresholds).filter(([, { ok }]) => !ok).map(([rule]) => `${name} ${rule}`)
  );
  const lines = [
    "",
    `requests           ${value("http_reqs", "count")}, ${value("http_reqs", "rate").toFixed(1)}/s`,
    `files told to wait ${value("uploads_told_to_come_back", "count") ?? 0}`,
    `upload             p50 ${ms(upload, "med")}, p95 ${ms(upload, "p(95)")}, p99 ${
      ms(upload, "p(99)")
    }`,
    `to NEEDS_REVIEW    p50 ${ms("time_to_review", "med")}, p95 ${ms("time_to_review", "p(95)")}`,
    `to the clean list  p50 ${ms("time_to_list", "med")}, p95 ${ms("time_to_list", "p(95)")}`,
    `checks passed      ${((value("checks", "rate") ?? 0) * 100).toFixed(2)} %`,
    failed.length ? `does not hold      ${failed.join("; ")}` : "every threshold holds",
    "",
  ];
  const out = { stdout: lines.join("\n") };
  if (__ENV.SUMMARY) out[__ENV.SUMMARY] = JSON.stringify(metrics, null, 2);
  return out;
}

/**
 * Why an upload or a preview is refused: an outcome with what was found. What it is over HTTP is
 * said in `refusals.ts`.
 */
import { RefusedWith } from "@rollcall/platform/refusal.ts";

/** A field of the form that is not as it should be; `path` begins with where it stands. */
export interface FieldFault {
  path: string;
  message: string;
}

/** The most that a user may have, and what he has. */
export type OverQuota =
  | { outcome: "too many files in work"; own: number; most: number }
  /** `more` is what this file brings, 0 where that is not known yet */
  | { outcome: "too much kept"; what: KeptMeasure; own: number; more: number; most: number }
  /** bytes uploaded within 24 hours, and what this file brings */
  | { outcome: "too much in a day"; own: number; more: number; most: number };

/** The account was closed while the file was arriving. */
export type AccountClosed = { outcome: "account closed" };

export type KeptMeasure = "bytes" | "rows";

/** What a user may have a limited number of at once. */
export type GateName = "requests" | "uploads" | "previews";

export type Refusal =
  | { outcome: "no form" }
  | { outcome: "broken form" }
  | { outcome: "invalid form"; faults: FieldFault[] }
  | { outcome: "unsupported file"; detail: string }
  | { outcome: "empty file"; bytes: number }
  | { outcome: "file too large"; maxBytes: number }
  /** `signature` is what the scanner calls what it found */
  | { outcome: "infected file"; signature: string }
  | { outcome: "too late"; deadlineMs: number }
  | { outcome: "broken off" }
  | { outcome: "too many at once"; gate: GateName; most: number }
  | { outcome: "all places taken" }
  | { outcome: "gave way"; bytesPerS: number }
  | { outcome: "key reused" }
  /** others spent the same key at every try */
  | { outcome: "contested key" }
  /** the stored file of a job that is to be read again */
  | { outcome: "file gone" }
  /** there is no such job, it was deleted, or it is another user's: the same answer */
  | { outcome: "unknown job" }
  /** others appended to it at every try */
  | { outcome: "contested job" }
  | AccountClosed
  | OverQuota;

/** An expected refusal, on its way out. */
export class Refused extends RefusedWith<Refusal> {}

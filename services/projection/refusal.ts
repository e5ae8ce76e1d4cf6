/**
 * Why a query is refused: an outcome with details, independent of the transport. For HTTP,
 * `http/refusals.ts` maps it to a response.
 */
import { RefusedWith } from "@rollcall/platform/refusal.ts";
import type { JobRow } from "./fold/model.ts";

export type Refusal =
  /** there is no such job, it was deleted, or it is another user's: indistinguishable */
  | { outcome: "unknown job" }
  | { outcome: "unknown contact" }
  /** `newest` is 0 if there is no list yet */
  | { outcome: "unknown list version"; asked: number; newest: number }
  /** `newest` is the list that a decision has put out of date, 0 if there never was one */
  | { outcome: "no clean list"; status: JobRow["status"]; openIssues: number; newest: number }
  | { outcome: "no former list" }
  /** the log does not have this version yet */
  | { outcome: "unknown version"; version: number }
  | { outcome: "behind version"; version: number }
  | { outcome: "unknown past"; position: number; head: number }
  | { outcome: "past too large"; lines: number; bytes: number }
  | { outcome: "past too slow" }
  /** the user's reads of the past in progress, and the limit */
  | { outcome: "too many pasts"; own: number; limit: number }
  | { outcome: "pasts full" }
  | { outcome: "too many live views"; own: number; limit: number }
  | { outcome: "live views full" }
  | { outcome: "unknown cursor" }
  | { outcome: "cursor of another question" }
  | { outcome: "unknown key"; word: "sort" | "filter" | "column"; key: string }
  | { outcome: "unknown filter"; filter: string }
  | {
    outcome: "unknown code";
    of: "state" | "warning" | "issue";
    code: string;
    known: readonly string[];
  };

/** An expected refusal of a query, independent of the transport. */
export class Refused extends RefusedWith<Refusal> {}

/**
 * The oracle: what a file and the decisions on it must come to, computed by the services' pure cores
 * alone. No store, no bus, no clock: whatever the stack does to its messages, this is what must be
 * there in the end (promises 4 and 5).
 */
import type { Fact, RowValues } from "@rollcall/contracts";
import type { Contact, JobStatus } from "@rollcall/contracts/api";
import { fieldsAskedOnce } from "../../services/dedupe/file_issues.ts";
import { findAll } from "../../services/dedupe/testing/find_all.ts";
import { decide } from "../../services/review/decide.ts";
import { apply, copyReview, initialReview, type Review } from "../../services/review/review.ts";
import {
  emptyIndex,
  indexRows,
  type RowIndex,
  Rows,
  valuesOf,
} from "../../services/review/rows.ts";
import { Ledger } from "../../services/review/testing/ledger.ts";
import { contactsOf, describe } from "./describe.ts";
import type { Outcome } from "./outcome.ts";
import { homeOf, type ReadFile, readFile } from "./read_file.ts";
import { type Step, toCommand } from "./steps.ts";
import type { UploadedFile } from "./uploaded_file.ts";

/** Stands for the job's id wherever facts name it. */
export const JOB = "00000000-0000-7000-8000-000000000000";

/** What a step must be answered with. */
export type StepAnswer = { status: 200 } | { status: 404 | 409 | 422; code: string };

/** Issues that go into one event, as the dedupe service cuts them. */
const BATCH_ISSUES = 500;

export class ExpectedJob {
  readonly review: Review = initialReview();
  /** Everything that is appended for this job after JobCreated, each stream in its order. */
  readonly facts: Fact[] = [{ type: "ParsingStarted", data: { jobId: JOB }, personal: null }];
  /** Every version of the clean list, as it was when it was fixed. */
  readonly lists: Contact[][] = [];
  /** issues that were open once the rows were compared */
  #asked = 0;
  #isDeleted = false;
  readonly #ledger = new Ledger();
  readonly #index: RowIndex;
  readonly #values = new Map<number, RowValues>();

  private constructor(readonly file: UploadedFile, readonly read: ReadFile) {
    this.#index = emptyIndex({ ...file.asked, region: homeOf(file, read) });
    if (read.recognized) this.facts.push(read.recognized);
    for (const batch of read.batches) {
      const { firstRowId, rows, columns, validCount, bytesRead } = batch;
      indexRows(this.#index, batch);
      rows.forEach(([, , , values], i) => {
        this.#values.set(firstRowId + i, valuesOf(values, columns));
      });
      this.facts.push({
        type: "RowsParsed",
        data: { jobId: JOB, firstRowId, rowCount: rows.length, validCount, bytesRead },
        personal: { columns, rows },
      });
    }
    this.facts.push(read.end);
    if (read.end.type === "ParsingCompleted") this.#compare(read.end);
  }

  /** The job as it is before anybody decides. */
  static async of(file: UploadedFile): Promise<ExpectedJob> {
    return new ExpectedJob(file, await readFile(JOB, file));
  }

  /**
   * Takes a step, as the system must. A refused one changes nothing.
   * @throws AssertionError where the decisions that stand are not those that were taken
   */
  take(step: Step): StepAnswer {
    if (this.#isDeleted) return { status: 404, code: "NOT_FOUND" };
    if (step.do === "delete") {
      this.#isDeleted = true;
      return { status: 200 };
    }
    const command = toCommand(step);
    const before = copyReview(this.review);
    const decision = this.#decide(command);
    if (decision.outcome === "decided") {
      this.#ledger.note(before, command, decision.facts, this.review);
    }
    if (decision.outcome === "refused") return { status: decision.status, code: decision.code };
    return { status: 200 };
  }

  /** Where it rests before anybody decides: a job without issues goes on by itself. */
  get restsAs(): JobStatus {
    if (this.read.end.type === "ParsingFailed") return "FAILED";
    return this.#asked ? "NEEDS_REVIEW" : "COMPLETED";
  }

  /** Then nothing else of it can be expected but that nothing is left (remains.ts). */
  get isDeleted(): boolean {
    return this.#isDeleted;
  }

  /** What a person must see now, unless it is deleted. */
  outcome(): Outcome {
    return describe(this);
  }

  /** The rows with the edits made so far. */
  get rows(): Rows {
    return new Rows(this.#index, this.#values, this.review);
  }

  #compare({ data }: Extract<Fact, { type: "ParsingCompleted" }>): void {
    const { batches, recognized } = this.read;
    const askedOnce = fieldsAskedOnce(recognized?.data.missingFields ?? [], data);
    const { foldGmail, samePerson } = this.file.asked;
    const { issues, repeatedRows } = findAll(batches, foldGmail, askedOnce, samePerson);
    this.#asked = issues.filter(({ told }) => !told).length;
    for (let first = 0; first < issues.length; first += BATCH_ISSUES) {
      const batch = issues.slice(first, first + BATCH_ISSUES);
      this.#happened({
        type: "IssuesOpened",
        data: {
          jobId: JOB,
          issues: batch.map(({ type, rowIds, offered, told }, i) => ({
            number: first + i + 1,
            type,
            ...(offered && { scope: "file" as const }),
            rowIds,
            ...(told && { told }),
          })),
        },
        personal: {
          keys: batch.map(({ key }) => key),
          ...(first === 0 && askedOnce.length && {
            offered: askedOnce.map((_, i) => ({ number: i + 1, columns: batch[i]!.offered! })),
          }),
        },
      });
    }
    this.#happened({
      type: "DedupeCompleted",
      data: { jobId: JOB, issueCount: this.#asked, repeatedRows },
      personal: null,
    });
    if (!this.#asked) this.#decide({ type: "finalize", automatic: true });
  }

  #decide(command: Parameters<typeof decide>[4]) {
    const decision = decide(JOB, this.review, this.#index, this.#values, command);
    if (decision.outcome === "decided") decision.facts.forEach((fact) => this.#happened(fact));
    return decision;
  }

  #happened(fact: Fact): void {
    this.facts.push(fact);
    apply(this.review, fact);
    if (fact.type === "JobFinalized") this.lists.push(contactsOf(this));
  }
}

/** Stream names: one small stream per aggregate, so that a decision folds few events. */
import type { StreamKind } from "./events/contract.ts";

/**
 * A job's life.
 *
 * ```ts
 * assert.equal(jobStream("4711"), "job-4711");
 * ```
 */
export const jobStream = (jobId: string) => `job-${jobId}`;

/**
 * A job's rows, in batches.
 *
 * ```ts
 * assert.equal(rowsStream("4711"), "rows-4711");
 * ```
 */
export const rowsStream = (jobId: string) => `rows-${jobId}`;

/**
 * A job's issues and the decisions on them.
 *
 * ```ts
 * assert.equal(reviewStream("4711"), "review-4711");
 * ```
 */
export const reviewStream = (jobId: string) => `review-${jobId}`;

/**
 * How a person mapped files with the same headers.
 *
 * ```ts
 * assert.equal(mappingStream("c0ffee"), "mapping-c0ffee");
 * ```
 *
 * @param hash of the user and the headers that the mapping is for
 */
export const mappingStream = (hash: string) => `mapping-${hash}`;

/**
 * What was uploaded under an idempotency key.
 *
 * ```ts
 * assert.equal(uploadKeyStream("c0ffee"), "upload-key-c0ffee");
 * ```
 */
export const uploadKeyStream = (keyHash: string) => `upload-key-${keyHash}`;

/**
 * Parses a stream's name.
 *
 * ```ts
 * assert.deepEqual(parseStream("upload-key-c0ffee"), { kind: "upload-key", id: "c0ffee" });
 * ```
 *
 * @throws if no contract has such a stream
 */
export function parseStream(stream: string): { kind: StreamKind; id: string } {
  const match = /^(job|rows|review|upload-key|mapping)-(.+)$/.exec(stream);
  if (!match) throw new Error(`"${stream}" is not the name of a stream`);
  return { kind: match[1] as StreamKind, id: match[2]! };
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/**
 * Whether a text is a UUID in its canonical lower case.
 *
 * ```ts
 * assert.equal(isUuid("019a0000-0000-7000-8000-000000000000"), true);
 * assert.equal(isUuid("019A0000-0000-7000-8000-000000000000"), false);
 * ```
 */
export const isUuid = (text: string) => UUID.test(text);

/**
 * An issue's public id: its job's id and its number there, so no look-up is needed.
 *
 * ```ts
 * const jobId = "019a0000-0000-7000-8000-000000000000";
 * assert.equal(formatIssueId(jobId, 12), `${jobId}.12`);
 * ```
 */
export const formatIssueId = (jobId: string, number: number) => `${jobId}.${number}`;

/**
 * The job and number behind a public issue id, or null if the text is not such an id.
 *
 * ```ts
 * const jobId = "019a0000-0000-7000-8000-000000000000";
 * assert.deepEqual(parseIssueId(`${jobId}.12`), { jobId, number: 12 });
 * assert.equal(parseIssueId("12"), null);
 * ```
 */
export function parseIssueId(id: string): { jobId: string; number: number } | null {
  const match = /^(.{36})\.([1-9]\d{0,8})$/.exec(id);
  if (!match || !isUuid(match[1]!)) return null;
  return { jobId: match[1]!, number: Number(match[2]) };
}

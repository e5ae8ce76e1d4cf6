/** Names of streams: one small stream per aggregate, so that a decision folds little. */
import type { StreamKind } from "./events/contract.ts";

export const jobStream = (jobId: string) => `job-${jobId}`;
export const rowsStream = (jobId: string) => `rows-${jobId}`;
export const reviewStream = (jobId: string) => `review-${jobId}`;
/** @param hash of the user and the headers that the mapping is for */
export const mappingStream = (hash: string) => `mapping-${hash}`;
export const uploadKeyStream = (keyHash: string) => `upload-key-${keyHash}`;

/** Takes a stream's name apart. @throws where no contract knows such a stream */
export function parseStream(stream: string): { kind: StreamKind; id: string } {
  const match = /^(job|rows|review|upload-key|mapping)-(.+)$/.exec(stream);
  if (!match) throw new Error(`"${stream}" is not the name of a stream`);
  return { kind: match[1] as StreamKind, id: match[2]! };
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Whether a text is a UUID in its canonical lower case. */
export const isUuid = (text: string) => UUID.test(text);

/** An issue's public id: its job's id and its number there, so that no look-up is needed. */
export const formatIssueId = (jobId: string, number: number) => `${jobId}.${number}`;

/** The job and number behind a public issue id, or null where the text is no such id. */
export function parseIssueId(id: string): { jobId: string; number: number } | null {
  const match = /^(.{36})\.([1-9]\d{0,8})$/.exec(id);
  if (!match || !isUuid(match[1]!)) return null;
  return { jobId: match[1]!, number: Number(match[2]) };
}

/** Receiving a form in time, or not at all: a client that stalls holds a place. */
import { HttpProblem } from "@rollcall/runtime/problem.ts";
import type { Readable } from "node:stream";
import type { Arrival } from "./arrival.ts";
import type { FileFormat } from "./file_rules.ts";
import { receive, type ReceivedFile } from "./receive.ts";

export interface InTime {
  maxBytes: number;
  deadlineMs: number;
  arrival: Arrival;
  /** see `receive` */
  admit: () => Promise<void>;
}

/**
 * @param sink stores the file; its signal aborts where the client has gone or takes too long
 * @throws HttpProblem where the form is refused, does not come in time or gives way; what the sink throws
 */
export async function receiveInTime(
  request: Request,
  { maxBytes, deadlineMs, arrival, admit }: InTime,
  sink: (file: Readable, format: FileFormat, signal: AbortSignal) => Promise<void>,
): Promise<ReceivedFile> {
  const deadline = AbortSignal.timeout(deadlineMs);
  const signal = AbortSignal.any([request.signal, deadline, arrival.ended]);
  try {
    const received = await receive(request, {
      maxBytes,
      signal,
      arrival,
      admit,
      sink: (file, format) => sink(file, format, signal),
    });
    if (received.ok) return received.file;
    throw received.refusal;
  } catch (error) {
    if (!signal.aborted) throw error;
    if (arrival.ended.aborted) throw arrival.ended.reason;
    const detail = deadline.aborted
      ? `The upload took longer than ${Math.round(deadlineMs / 1000)} s.`
      : "The upload was broken off.";
    throw new HttpProblem(408, detail, { code: "UPLOAD_INCOMPLETE", cause: error });
  }
}

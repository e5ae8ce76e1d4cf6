/** Receiving a form in time, or not at all: a client that stalls holds a place. */
import type { Readable } from "node:stream";
import type { IncomingBody } from "./incoming_body.ts";
import type { FileFormat } from "./file_rules.ts";
import { receive, type ReceivedFile, type ReceiveOptions } from "./receive.ts";
import { Refused } from "./refusal.ts";

export interface InTime {
  maxBytes: number;
  deadlineMs: number;
  arrival: IncomingBody;
  /** see `receive` */
  admit: () => Promise<void>;
  /** see `receive` */
  stored: NonNullable<ReceiveOptions["stored"]>;
}

/**
 * @param sink stores the file; its signal aborts where the client has gone or takes too long
 * @throws Refused where the form is refused, does not come in time or gives way; what the sink throws
 */
export async function receiveInTime(
  request: Request,
  { maxBytes, deadlineMs, arrival, admit, stored }: InTime,
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
      stored,
      sink: (file, format) => sink(file, format, signal),
    });
    if (received.ok) return received.file;
    throw received.refused;
  } catch (error) {
    if (!signal.aborted) throw error;
    if (arrival.ended.aborted) throw arrival.ended.reason;
    throw deadline.aborted
      ? new Refused({ outcome: "too late", deadlineMs }, { cause: error })
      : new Refused({ outcome: "broken off" }, { cause: error });
  }
}

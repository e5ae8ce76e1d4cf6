/** The envelope of every event, whatever its type. */
import { z } from "zod";

/** Who and what caused an event. `traceparent` is the W3C trace context. */
export const Metadata = z.strictObject({
  correlationId: z.string(),
  causationId: z.string().nullable(),
  userId: z.string().nullable(),
  traceparent: z.string().nullable(),
});

export type Metadata = z.infer<typeof Metadata>;

/** The envelope of an event that is in the log. `position` is the log's, `version` the stream's. */
export interface Envelope {
  id: string;
  stream: string;
  version: number;
  position: number;
  schemaVersion: number;
  metadata: Metadata;
  /** ISO 8601, UTC */
  recordedAt: string;
}

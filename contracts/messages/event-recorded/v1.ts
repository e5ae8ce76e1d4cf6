/**
 * The only message on the bus: an event was recorded. A small event without personal data travels
 * with it; otherwise the message is a claim check, and the consumer reads the event from the store
 * by stream and version.
 */
import { z } from "zod";
import { Metadata } from "../../envelope.ts";

export const EventRecordedV1 = z.strictObject({
  contract: z.literal("EventRecorded"),
  version: z.literal(1),
  event: z.strictObject({
    id: z.uuid(),
    type: z.string(),
    schemaVersion: z.int().positive(),
    stream: z.string(),
    version: z.int().positive(),
    position: z.int().positive(),
    recordedAt: z.iso.datetime(),
  }),
  metadata: Metadata,
  data: z.unknown().optional(),
});

export type EventRecorded = z.infer<typeof EventRecordedV1>;

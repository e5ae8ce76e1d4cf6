/** Every version of every message contract that was ever published. */
import type { z } from "zod";
import { EventRecordedV1 } from "./event-recorded/v1.ts";

export interface MessageContract {
  name: string;
  version: number;
  schema: z.ZodType;
}

export const publishedMessages: readonly MessageContract[] = [
  { name: "EventRecorded", version: 1, schema: EventRecordedV1 },
];

/**
 * What the store knows about its events. It defines none itself: the code that opens a store
 * provides the types, their versions and the upcasters.
 */

/** What happened, without an envelope. `personal` is null if there is none or it was erased. */
export interface AnyFact {
  type: string;
  data: unknown;
  personal: unknown;
}

/** The payload of an event: in clear, and sealed. */
export interface Payload {
  data: unknown;
  personal: unknown;
}

/** Who and what caused an event. `traceparent` is the W3C trace context. */
export interface Metadata {
  correlationId: string;
  causationId: string | null;
  userId: string | null;
  traceparent: string | null;
}

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

/** An event as read from the log. */
export type Recorded<Fact extends AnyFact> = Fact & Envelope;

export interface Vocabulary {
  /** The version in which events of this type are written. @throws if the type is unknown */
  currentVersion(type: string): number;
  /** Validates a new event before it is written. @throws if it does not match its type */
  check(type: string, payload: Payload): void;
  /** Upcasts a payload that was written as `version`. @throws if type or version is unknown */
  upcast(type: string, version: number, payload: Payload): Payload;
  /** The subject, a UUID, under whose key a stream's personal data is sealed. */
  subjectOf(stream: string): string;
}

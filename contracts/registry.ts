/**
 * Every published event contract, with the upcasters to the current versions. Validated on load: a
 * gap in a type's versions or a missing upcaster stops the process.
 */
import type { z } from "zod";
import { DedupeCompletedV1 } from "./events/dedupe-completed/v1.ts";
import { FileRecognizedV1 } from "./events/file-recognized/v1.ts";
import { FileRecognizedV2 } from "./events/file-recognized/v2.ts";
import { FileRecognizedV3 } from "./events/file-recognized/v3.ts";
import { IssuesOpenedV1 } from "./events/issues-opened/v1.ts";
import { IssuesOpenedV2 } from "./events/issues-opened/v2.ts";
import { IssuesOpenedV3 } from "./events/issues-opened/v3.ts";
import { IssuesOpenedV4 } from "./events/issues-opened/v4.ts";
import { IssuesReopenedV1 } from "./events/issues-reopened/v1.ts";
import { IssuesReopenedV2 } from "./events/issues-reopened/v2.ts";
import { IssuesReopenedV3 } from "./events/issues-reopened/v3.ts";
import { IssuesReopenedV4 } from "./events/issues-reopened/v4.ts";
import { IssuesResolvedV1 } from "./events/issues-resolved/v1.ts";
import { IssuesResolvedV2 } from "./events/issues-resolved/v2.ts";
import { IssuesResolvedV3 } from "./events/issues-resolved/v3.ts";
import { IssuesResolvedV4 } from "./events/issues-resolved/v4.ts";
import { IssuesRevisedV1 } from "./events/issues-revised/v1.ts";
import { IssuesRevisedV2 } from "./events/issues-revised/v2.ts";
import { JobCreatedV1 } from "./events/job-created/v1.ts";
import { JobCreatedV2 } from "./events/job-created/v2.ts";
import { JobCreatedV3 } from "./events/job-created/v3.ts";
import { JobCreatedV4 } from "./events/job-created/v4.ts";
import { JobCreatedV5 } from "./events/job-created/v5.ts";
import { JobDeletedV1 } from "./events/job-deleted/v1.ts";
import { JobFailedV1 } from "./events/job-failed/v1.ts";
import { JobFinalizedV1 } from "./events/job-finalized/v1.ts";
import { JobFinalizedV2 } from "./events/job-finalized/v2.ts";
import { JobRetriedV1 } from "./events/job-retried/v1.ts";
import { MappingRememberedV1 } from "./events/mapping-remembered/v1.ts";
import { ParsingCompletedV1 } from "./events/parsing-completed/v1.ts";
import { ParsingCompletedV2 } from "./events/parsing-completed/v2.ts";
import { ParsingFailedV1 } from "./events/parsing-failed/v1.ts";
import { ParsingStartedV1 } from "./events/parsing-started/v1.ts";
import { RowsBroughtBackV1 } from "./events/rows-brought-back/v1.ts";
import { RowsChangeUndoneV1 } from "./events/rows-change-undone/v1.ts";
import { RowsEditedV1 } from "./events/rows-edited/v1.ts";
import { RowsExcludedV1 } from "./events/rows-excluded/v1.ts";
import { ReviewRestoredV1 } from "./events/review-restored/v1.ts";
import { RowsMergedV1 } from "./events/rows-merged/v1.ts";
import { RowsParsedV1 } from "./events/rows-parsed/v1.ts";
import { RowsParsedV2 } from "./events/rows-parsed/v2.ts";
import { UploadKeyUsedV1 } from "./events/upload-key-used/v1.ts";
import { UploadKeyUsedV2 } from "./events/upload-key-used/v2.ts";
import type { Contract, Payload } from "./events/contract.ts";
import type { Envelope } from "./envelope.ts";

/** The newest version of each event: what current code reads and writes. */
export const latest = [
  JobCreatedV5,
  UploadKeyUsedV2,
  ParsingStartedV1,
  FileRecognizedV3,
  RowsParsedV2,
  ParsingCompletedV2,
  ParsingFailedV1,
  IssuesOpenedV4,
  DedupeCompletedV1,
  IssuesResolvedV4,
  IssuesReopenedV4,
  IssuesRevisedV2,
  RowsEditedV1,
  RowsExcludedV1,
  RowsBroughtBackV1,
  RowsChangeUndoneV1,
  ReviewRestoredV1,
  RowsMergedV1,
  JobFinalizedV2,
  JobFailedV1,
  JobRetriedV1,
  JobDeletedV1,
  MappingRememberedV1,
] as const;

/** Versions that only old events have; each carries its upcaster. */
const former: readonly Contract[] = [
  JobCreatedV1,
  JobCreatedV2,
  JobCreatedV3,
  JobCreatedV4,
  FileRecognizedV1,
  FileRecognizedV2,
  RowsParsedV1,
  ParsingCompletedV1,
  IssuesOpenedV1,
  IssuesOpenedV2,
  IssuesOpenedV3,
  IssuesResolvedV1,
  IssuesResolvedV2,
  IssuesResolvedV3,
  IssuesReopenedV1,
  IssuesReopenedV2,
  IssuesReopenedV3,
  IssuesRevisedV1,
  JobFinalizedV1,
  UploadKeyUsedV1,
];

export const published: readonly Contract[] = [...former, ...latest];

type FactOf<C> = C extends Contract<infer Type, infer Data, infer Personal>
  ? { type: Type; data: z.infer<Data>; personal: z.infer<Personal> | null }
  : never;

/** What happened, without an envelope. `personal` is null if there is none or it was erased. */
export type Fact = FactOf<(typeof latest)[number]>;

export type EventType = Fact["type"];

/** An event as read from the log. */
export type RecordedEvent<Type extends EventType = EventType> =
  & Extract<Fact, { type: Type }>
  & Envelope;

const byType = index(published);

/**
 * The newest version of a type.
 *
 * ```ts
 * assert.equal(currentVersion("RowsParsed"), 2);
 * assert.throws(() => currentVersion("RowsLost"), /no contract was published/);
 * ```
 *
 * @throws if the type was never published
 */
export function currentVersion(type: string): number {
  const versions = byType.get(type);
  if (!versions) throw new Error(`no contract was published for the event type "${type}"`);
  return versions.length;
}

/**
 * Upcasts a payload that was written as `version`.
 *
 * ```ts
 * const payload = { data: { jobId: crypto.randomUUID() }, personal: null };
 * assert.deepEqual(upcast("ParsingStarted", 1, payload), payload); // that is today's version
 * assert.throws(() => upcast("ParsingStarted", 7, payload), /version 7/);
 * ```
 *
 * @throws if type or version is unknown, written by newer code
 */
export function upcast(type: string, version: number, payload: Payload): Payload {
  const versions = byType.get(type);
  if (!versions?.[version - 1]) {
    throw new Error(`no contract was published for ${type} version ${version}`);
  }
  let now = payload;
  for (const step of versions.slice(version - 1, -1)) now = step.upcast!(now);
  return now;
}

/**
 * Checks a new event against its contract; it may lack personal data.
 *
 * ```ts
 * const jobId = crypto.randomUUID();
 * checkFact("ParsingStarted", { data: { jobId }, personal: null });
 * assert.throws(() => checkFact("ParsingStarted", { data: {}, personal: null }));
 * ```
 *
 * @throws ZodError
 */
export function checkFact(type: string, { data, personal }: Payload): void {
  const newest = currentVersion(type);
  const contract = byType.get(type)![newest - 1]!;
  contract.data.parse(data);
  if (personal === null || contract.surelyMatches?.(personal)) return;
  contract.personal.parse(personal);
}

/**
 * The versions of each type, in order.
 *
 * ```ts
 * const versions = index(published).get("RowsParsed");
 * assert.deepEqual(versions.map(({ version }) => version), [1, 2]);
 * ```
 *
 * @throws if versions are not 1, 2, 3… or one before the newest has no upcaster
 */
export function index(contracts: readonly Contract[]): Map<string, Contract[]> {
  const types = Map.groupBy(contracts, (c) => c.type);
  for (const [type, versions] of types) {
    versions.sort((a, b) => a.version - b.version);
    versions.forEach((c, i) => {
      if (c.version !== i + 1) throw new Error(`${type}: version ${i + 1} is missing`);
      const newest = i === versions.length - 1;
      if (!newest && !c.upcast) throw new Error(`${type}: version ${c.version} has no upcaster`);
      if (newest && c.upcast) throw new Error(`${type}: the newest version has an upcaster`);
    });
  }
  return types;
}

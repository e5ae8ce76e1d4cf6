/**
 * What each service reacts to, by which of its functions, and what it may do with files. The one
 * place that says so: queues and their filters, the dispatch in every entry of a service (`main.ts`,
 * `lambda.ts`), the methods of the object store that it is given, and its IAM role follow from here.
 */
import type { EventType } from "@rollcall/contracts";

/**
 * `erase` takes a file away with all its versions and unfinished uploads; `list` tells which files
 * there are, the versions of deleted ones included.
 */
export type FileVerb = "read" | "write" | "erase" | "list";

interface Row {
  /** Event type → the function that reacts to it. A service that folds the log hears every event. */
  reacts?: Partial<Record<EventType, string>> | "every event";
  files?: readonly [FileVerb, ...FileVerb[]];
}

/** A retry wakes each step; the one that it names takes it up. */
export const manifest = {
  upload: { files: ["write", "erase"] },
  parsing: {
    reacts: { JobCreated: "parseFile", JobRetried: "parseFile", JobDeleted: "removeFile" },
    files: ["read", "erase"],
  },
  dedupe: { reacts: { ParsingCompleted: "findDuplicates", JobRetried: "findDuplicates" } },
  review: {
    reacts: {
      DedupeCompleted: "finalizeWhereNothingIsOpen",
      JobRetried: "finalizeWhereNothingIsOpen",
    },
  },
  projection: { reacts: "every event" },
  /** No service that stays: the daily run that looks for files without a job. */
  reconciliation: { files: ["list", "erase"] },
} as const satisfies Record<string, Row>;

type Manifest = typeof manifest;
type NamesWith<Part> = { [N in keyof Manifest]: Manifest[N] extends Part ? N : never }[
  keyof Manifest
];

/** Who has a queue. */
export type ConsumerName = NamesWith<{ reacts: unknown }>;
/** Who has a function for each event that it hears. */
export type ReactingName = NamesWith<{ reacts: object }>;
/** Who does anything with files. */
export type FileUser = NamesWith<{ files: unknown }>;

type ReactsOf<N extends ReactingName> = Manifest[N]["reacts"];
/** The names of a service's functions, such as `"parseFile" | "removeFile"`. */
export type FunctionName<N extends ReactingName> = Extract<
  ReactsOf<N>[keyof ReactsOf<N>],
  string
>;
export type VerbOf<N extends FileUser> = Manifest[N]["files"][number];

/** The event types that wake a consumer; null: every event. */
export function wakingTypes(name: ConsumerName): EventType[] | null {
  const { reacts } = manifest[name];
  return reacts === "every event" ? null : Object.keys(reacts) as EventType[];
}

/** The name of the function that reacts to this type; undefined where the service has none. */
export function functionFor(name: ReactingName, type: string): string | undefined {
  const reacts = new Map<string, string>(Object.entries(manifest[name].reacts));
  return reacts.get(type);
}

/** What a service may do with files; nothing where the table has no word of it. */
export function fileVerbs(name: string): readonly FileVerb[] {
  const row: Row | undefined = Object.hasOwn(manifest, name)
    ? manifest[name as keyof Manifest]
    : undefined;
  return row?.files ?? [];
}

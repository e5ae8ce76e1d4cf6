/**
 * The object store as a service may use it: only the methods of its verbs in the manifest. On AWS
 * its role allows the same, so what works locally works there.
 */
import type { ObjectsConfig } from "./config_fields.ts";
import { type FileUser, type FileVerb, fileVerbs, type VerbOf } from "./manifest.ts";
import { type ObjectStore, openObjectStore } from "./object_store.ts";

const methodOf = {
  read: "getStream",
  write: "putStream",
  erase: "remove",
  list: "list",
  "note erasures": "noteErasure",
  "list erasures": "erasures",
} as const satisfies Record<FileVerb, keyof ObjectStore>;
const always = ["ensureBucket", "check", "close"] as const;

/** The methods of the object store that this service gets. */
export type FilesOf<N extends FileUser> = Pick<
  ObjectStore,
  (typeof always)[number] | (typeof methodOf)[VerbOf<N>]
>;

/** The files of one bucket, for one service. */
export function openFiles<N extends FileUser>(name: N, config: ObjectsConfig): FilesOf<N> {
  const objects = openObjectStore(config);
  const methods = [...always, ...fileVerbs(name).map((verb) => methodOf[verb])];
  return Object.fromEntries(methods.map((method) => [method, objects[method]])) as FilesOf<N>;
}

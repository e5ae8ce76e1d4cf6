/**
 * The object store as a service may use it: the methods that its verbs in the manifest stand for, and
 * no others. On AWS its role allows the same, so that what works here works there.
 */
import { type FileUser, type FileVerb, fileVerbs, type VerbOf } from "./manifest.ts";
import { type Objects, type ObjectsConfig, openObjects } from "./objects.ts";

const methodOf = {
  read: "getStream",
  write: "putStream",
  erase: "remove",
  list: "list",
} as const satisfies Record<FileVerb, keyof Objects>;
const always = ["ensureBucket", "check", "close"] as const;

/** What the service of this name is given of the object store. */
export type FilesOf<N extends FileUser> = Pick<
  Objects,
  (typeof always)[number] | (typeof methodOf)[VerbOf<N>]
>;

/** The files of one bucket, for one service. */
export function openFiles<N extends FileUser>(name: N, config: ObjectsConfig): FilesOf<N> {
  const objects = openObjects(config);
  const methods = [...always, ...fileVerbs(name).map((verb) => methodOf[verb])];
  return Object.fromEntries(methods.map((method) => [method, objects[method]])) as FilesOf<N>;
}

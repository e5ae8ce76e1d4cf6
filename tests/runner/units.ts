/**
 * What is run in one process, since to start one for each file costs more than most of them do: light
 * files many together, unless they change the process or look at it; heavy ones that borrow a stack
 * of the same kind one after another, so that it is started once, and so those that need no other
 * than the run's shared one; the other heavy ones alone.
 */
import type { TestFiles } from "./test_files.ts";

export interface Unit {
  /** The file, or of several `group-1`, `stores-1`, `stack-plain` … */
  name: string;
  files: string[];
}

/** Files of one group: few enough that the lanes come to their ends together. */
const GROUP_FILES = 16;
/** The same of those that wait for Postgres or the emulator. */
const STORES_FILES = 8;

/** Who changes the process, starts one, or looks at what a thread or the loop does. */
const ITS_OWN = new RegExp(
  [
    /Deno\.(Command|env|chdir|kill|addSignalListener)|new Worker|globalThis|memoryUsage|sanitize/,
    /harness\/(standby|stack|kept_stack|shared_stack|otlp)\.ts/,
    /testing\/(fresh_cluster|server_process|cut_in_plain_begin)\.ts/,
    // Who looks at what the run itself leaves, or measures.
    /run_settings|RunFolder|threads\/|setInterval|performance\.now|[mM]emory/,
  ].map(({ source }) => source).join("|"),
);

/** Who has a database, a bucket or a queue, straight or by what a room has for its tests. */
const STORES = /harness\/(aws|bus|event_store|postgres|versioned_bucket)\.ts|\/testing\//;

/** How a test borrows a stack, and that nothing may have happened in it. */
const BORROWS = /borrowStack\("([\w-]+)"(, \{ fresh: true)?/;
const SHARES = /harness\/shared_stack\.ts/;
const STARTS = /harness\/stack\.ts/;

/** @param text answers the text of a file */
export function unitsOf(
  { heavy, light }: TestFiles,
  text: (file: string) => string,
): { heavy: Unit[]; light: Unit[] } {
  const together = light.filter((file) => !ITS_OWN.test(text(file)));
  const [stores, pure] = [true, false].map((has) =>
    together.filter((file) => STORES.test(text(file)) === has)
  );
  return {
    heavy: byStack(heavy, text),
    light: [
      ...light.filter((file) => !together.includes(file)).map(alone),
      ...groupsOf("stores", stores!, STORES_FILES),
      ...groupsOf("group", pure!, GROUP_FILES),
    ],
  };
}

const alone = (file: string): Unit => ({ name: file, files: [file] });

function groupsOf(name: string, files: string[], most: number): Unit[] {
  const groups = Array.from(
    { length: Math.ceil(files.length / most) },
    (_, i) => files.slice(i * most, (i + 1) * most),
  );
  return groups.map((files, i) => unitOf(`${name}-${i + 1}`, files));
}

/** One file alone is no group. */
const unitOf = (name: string, files: string[]): Unit =>
  files.length === 1 ? alone(files[0]!) : { name, files };

/** In the order of their first files. */
function byStack(heavy: string[], text: (file: string) => string): Unit[] {
  const kindOf = (file: string) => {
    const source = text(file);
    const isShared = SHARES.test(source) && !STARTS.test(source);
    return BORROWS.exec(source)?.[1] ?? (isShared ? "shared" : file);
  };
  const groups = Map.groupBy(heavy, kindOf);
  return [...groups].map(([kind, files]) => unitOf(`stack-${kind}`, freshFirst(files, text)));
}

/** Who needs a stack in which nothing has happened costs another one, unless he is the first. */
function freshFirst(files: string[], text: (file: string) => string): string[] {
  const isFresh = (file: string) => BORROWS.exec(text(file))?.[2] !== undefined;
  return [...files.filter(isFresh), ...files.filter((file) => !isFresh(file))];
}

/**
 * `deno task scan`: a person with marked values lives a whole life on a stack of its own and deletes his
 * account; then every byte of database, WAL, objects, queues, logs, traces and a backup is looked at, and
 * of the memory of the processes, and the backup is restored. Prints what was found before, after, and
 * after the tables were written anew; the exit code is 0 where nothing is left that should not be.
 */
import { scanLife } from "./scan_life.ts";

const { faults, table } = await scanLife();
for (const line of table) console.log(line);
for (const fault of faults) console.log(`FOUND: ${fault}`);
Deno.exit(faults.length === 0 ? 0 : 1);

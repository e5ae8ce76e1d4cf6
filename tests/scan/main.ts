/**
 * `deno task scan`: a person with marked values lives a whole life on a stack of its own and deletes his
 * account; then every byte of database, WAL, objects, queues, logs and traces is looked at. Prints what
 * was found before, after, and after the tables were written anew; the exit code is 0 where nothing is
 * left that should not be.
 */
import { scanLife } from "./scan_life.ts";

const { faults, table } = await scanLife();
for (const line of table) console.log(line);
for (const fault of faults) console.log(`FOUND: ${fault}`);
Deno.exit(faults.length === 0 ? 0 : 1);

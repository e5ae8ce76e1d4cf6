/**
 * `make bench`: how long the system takes on this machine. Starts a stack of its own, with its data
 * on disk as `make dev` has it, and measures the start, the time from the upload of a file until it
 * waits for a person, and the memory that each process holds at the end.
 *
 *     deno task bench [rows …]        1,000 and 50,000 where nothing is said
 */
import { follow } from "../../cli/follow.ts";
import { openAccount } from "../../deploy/local/demo_client.ts";
import { services } from "../../services/manifest.ts";
import { startStack } from "../harness/stack.ts";
import { contactsCsv } from "./contacts.ts";
import { residentMebibytes } from "./memory.ts";

const sizes = Deno.args.map(Number).filter((rows) => rows > 0);
const started = performance.now();
const stack = await startStack({ stores: "own", variables: { MAX_UPLOAD_BYTES: "104857600" } });
console.log(`stack ready                  ${seconds(started)}`);

try {
  const { api, upload } = await openAccount(stack.apiUrl);
  for (const rows of sizes.length > 0 ? sizes : [1_000, 50_000]) {
    const file = new File([contactsCsv(rows)], `contacts-${rows}.csv`, { type: "text/csv" });
    const began = performance.now();
    const { id } = await upload(file);
    const uploaded = seconds(began);
    const job = await follow(api, id, () => {});
    const took = seconds(began);
    console.log(
      `${String(rows).padStart(7)} rows (${(file.size / 1e6).toFixed(1)} MB)`.padEnd(29) +
        `${took} from upload to ${job.status} (answered after ${uploaded}), ` +
        `${job.conflict_count} issues`,
    );
  }
  for (const { name } of services) {
    const mebibytes = await residentMebibytes(stack.pid(name));
    console.log(`memory of ${name.padEnd(18)} ${mebibytes.toFixed(0).padStart(6)} MiB`);
  }
} finally {
  await stack.close();
}

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(2).padStart(6)} s`;
}

/**
 * `deno task bench:instances [1 2 4]`: how many files a second pass when each service has so many
 * processes, on this machine: many users send files of 1,000 rows at once, until all wait for them.
 * On as many cores as processes are busy, it cannot grow; killed work and leases are chaos's matter.
 */
import { openAccount } from "../../cli/new_account.ts";
import { startStack } from "../harness/stack.ts";
import { measureUploads } from "./compare/job.ts";
import { Side, timed } from "./compare/side.ts";

const ROWS = 1_000;
const USERS = 8, FILES = 12;

const counts = Deno.args.length > 0 ? Deno.args.map(Number) : [1, 2, 4];
for (const instances of counts) {
  const stack = await startStack({ stores: "own", instances });
  try {
    const users = await Promise.all(Array.from({ length: USERS }, async () => {
      const { api } = await openAccount(stack.apiUrl);
      return new Side("Rollcall", stack.apiUrl, api.token, api.renew);
    }));
    const send = (files: number) =>
      Promise.all(users.map((user) => measureUploads(user, ROWS, { clients: 2, files })));
    await send(4);
    const ms = await timed(() => send(FILES));
    const perSecond = USERS * FILES / ms * 1_000;
    console.log(
      `${instances} of each service: ${perSecond.toFixed(1)} files of ${ROWS} rows a second`,
    );
  } finally {
    await stack.close();
  }
}

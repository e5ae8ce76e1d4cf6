/** What postgres.js does where its own `begin` loses the connection in the middle of a query. */
import postgres from "postgres";
import { startProxy } from "./proxy.ts";

const database = Deno.env.get("ROLLCALL_TEST_DATABASE_URL")!;
const proxy = startProxy(database);
const sql = postgres(proxy.url, { max: 1 });
await sql.begin(async (tx) => {
  const [row] = await tx`select pg_backend_pid() as pid`;
  const other = postgres(database, { max: 1 });
  const hanging = tx`select pg_sleep(60)`.execute();
  for (;;) {
    const active = await other`
      select 1 from pg_stat_activity where pid = ${row!.pid} and query like 'select pg_sleep%'`;
    if (active.length) break;
  }
  await other.end();
  proxy.cutAll();
  await hanging;
}).catch((error) => console.log("begin was rejected:", error.code));
// A living process would go on from here.
await sql`select 1`;
await sql.end();
await proxy.close();

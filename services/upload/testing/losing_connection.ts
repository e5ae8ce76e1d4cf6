/** A database whose connection is lost at the worst moment. Test only. */
import type { Sql } from "@rollcall/event-store";

/** A pool whose first transaction loses its connection, before or after it has committed. */
export function losingConnection(
  sql: Sql,
  when: "before" | "after",
): { sql: Sql; transactions: () => number } {
  let transactions = 0;
  const lost = Object.assign(new Error("write CONNECTION_CLOSED"), { code: "CONNECTION_CLOSED" });
  const begin = async (work: Parameters<Sql["begin"]>[1]) => {
    transactions += 1;
    if (transactions === 1 && when === "before") throw lost;
    const result = await sql.begin(work);
    if (transactions === 1) throw lost;
    return result;
  };
  const proxy = new Proxy(sql, {
    get: (target, name) => name === "begin" ? begin : Reflect.get(target, name),
  });
  return { sql: proxy, transactions: () => transactions };
}

import assert from "node:assert/strict";
import postgres from "postgres";
import { createDatabase } from "./testing/postgres.ts";
import { ensureDatabase } from "./database.ts";
import { scramVerifier } from "./scram.ts";

Deno.test("scram: the same as Postgres makes of a password", () => {
  // `alter role x password 'pencil'`, with the salt that pg_authid.rolpassword then had.
  const salt = Uint8Array.from(atob("W22ZaJ0SNY7soEsUEjb6gQ=="), (char) => char.charCodeAt(0));
  assert.equal(
    scramVerifier("pencil", salt),
    "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$" +
      "WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
  );
});

Deno.test("scram: a login with any password works, and no statement has it in clear", async () => {
  const database = await createDatabase();
  const owner = postgres(database.ownerUrl, { max: 1, onnotice: () => {} });
  const login = `scram_${crypto.randomUUID().slice(0, 8)}`;
  const password = "pässwörd'); drop role x; -- $1";
  try {
    await ensureDatabase({ adminUrl: database.ownerUrl, name: database.name, login, password });
    const url = new URL(database.ownerUrl);
    [url.username, url.password] = [login, encodeURIComponent(password)];
    const sql = postgres(url.href, { max: 1 });
    assert.equal((await sql`select current_user as who`)[0]!.who, login);
    await sql.end();
    url.password = "another";
    const wrong = postgres(url.href, { max: 1 });
    await assert.rejects(wrong`select 1`, /password authentication failed/);
    await wrong.end();
  } finally {
    await owner.unsafe(`drop owned by ${login}; drop role ${login}`);
    await owner.end();
    await database.drop();
  }
});

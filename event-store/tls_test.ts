/**
 * A database that only talks TLS, as RDS does: the server's certificate is checked against an
 * authority and the name that was called, and the login comes from PGUSER and PGPASSWORD.
 */
import assert from "node:assert/strict";
import postgres from "postgres";
import { startFreshCluster } from "./testing/fresh_cluster.ts";

const certificates = new URL("testing/certificates/", import.meta.url).pathname;
const trusted = { DENO_CERT: `${certificates}authority.pem` };

Deno.test("connect: sslmode=verify-full encrypts, refuses whom it cannot verify", async (t) => {
  const cluster = await startFreshCluster();
  const { port } = new URL(cluster.ownerUrl);
  try {
    await turnTlsOn(cluster.ownerUrl);

    await t.step("a server that the authority vouches for, by the name it was called", async () => {
      assert.equal(await connectTo("database.test", port, trusted), "encrypted as rollcall");
    });

    await t.step("negative twin: an authority that nobody named", async () => {
      const said = await connectTo("database.test", port, {});
      assert.match(said, /unable to verify the first certificate/);
    });

    await t.step("negative twin: a name that the certificate does not have", async () => {
      const said = await connectTo("other.test", port, trusted);
      assert.match(said, /does not match certificate's altnames/);
    });
  } finally {
    await cluster.stop();
  }
});

/** The server writes its key itself: it takes none that others may read. */
async function turnTlsOn(ownerUrl: string): Promise<void> {
  const sql = postgres(ownerUrl, { max: 1 });
  try {
    for (const name of ["server.key", "server.pem"]) {
      const text = await Deno.readTextFile(`${certificates}${name}`);
      const lines = text.trim().split("\n").map((line) => `('${line}')`).join(",");
      const write = `umask 077; cat > ${name}`;
      await sql.unsafe(
        `copy (select line from (values ${lines}) as text(line)) to program '${write}'`,
      );
    }
    await sql`alter system set ssl_cert_file = 'server.pem'`;
    await sql`alter system set ssl_key_file = 'server.key'`;
    await sql`alter system set ssl = on`;
    await sql`select pg_reload_conf()`;
  } finally {
    await sql.end();
  }
}

/** What a process with these variables says of its connection; each name leads to this machine. */
async function connectTo(name: string, port: string, env: Record<string, string>): Promise<string> {
  const program = `
    import { connect } from "./event-store/connect.ts";
    import { openSocket } from "./event-store/socket.ts";
    const url = "postgres://${name}:${port}/postgres?sslmode=verify-full";
    const sql = connect(url, { name: "tls", max: 1 });
    sql.options.socket = (options) => openSocket(options, "127.0.0.1");
    try {
      const [row] = await sql\`
        select ssl, current_user as login from pg_stat_ssl where pid = pg_backend_pid()\`;
      console.log((row.ssl ? "encrypted" : "plain") + " as " + row.login);
    } catch (error) {
      console.log(String(error));
    }
    await sql.end({ timeout: 0 });
  `;
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--ext=ts", program],
    env: { ...env, PGUSER: "rollcall", PGPASSWORD: "rollcall", NO_COLOR: "1" },
  }).output();
  return new TextDecoder().decode(stdout).trim() || new TextDecoder().decode(stderr);
}

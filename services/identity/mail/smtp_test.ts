/** Messages over SMTP, to a real server: that of the people who make nodemailer. */
import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import { silentLog } from "@rollcall/platform/log.ts";
import { generate } from "selfsigned";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { identityTest, WEB } from "../testing/world.ts";
import { sendNext, waitS } from "./sender.ts";
import { openSmtp } from "./smtp.ts";

const localhost = async () => {
  const { private: key, cert } = await generate([{ name: "commonName", value: "localhost" }], {
    extensions: [
      { name: "basicConstraints", cA: true },
      { name: "subjectAltName", altNames: [{ type: 2, value: "localhost" }] },
    ],
  });
  return { key, cert };
};
const { key, cert } = await localhost();
const { cert: otherCert } = await localhost();

interface Taken {
  to: string;
  user: string | undefined;
  isSecure: boolean;
  text: string;
}

/** A server on this machine; what it takes is in `taken`. */
async function withServer(
  options: SMTPServerOptions,
  test: (server: { url: string; taken: Taken[] }) => Promise<void>,
): Promise<void> {
  const taken: Taken[] = [];
  const server = new SMTPServer({
    authOptional: true,
    onData: (stream, session, done) => {
      let text = "";
      stream.on("data", (bytes) => text += bytes);
      stream.on("end", () => {
        const [to] = session.envelope.rcptTo;
        taken.push({
          to: to?.address ?? "",
          user: session.user,
          isSecure: session.secure,
          text,
        });
        done();
      });
    },
    ...options,
  });
  server.on("error", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  try {
    await test({ url: `${options.secure ? "smtps" : "smtp"}://localhost:${port}`, taken });
  } finally {
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
}

const mail = {
  to: "berta@example.com",
  subject: "Rollcall: Grüße",
  text: "One\n.\nTwo ä\n",
  link: undefined,
};
const from = "rollcall@example.com";

Deno.test("smtp: a message arrives, with its sender, subject and text", async () => {
  await withServer({ disabledCommands: ["STARTTLS"] }, async ({ url, taken }) => {
    const mailer = openSmtp({ url, from });
    await mailer.send(mail);
    mailer.close();
    const [{ to, text }] = taken as [Taken];
    assert.equal(to, mail.to);
    assert.match(text, /^From: Rollcall <rollcall@example\.com>\r$/m);
    assert.match(text, /^To: berta@example\.com\r$/m);
    assert.match(text, /^Auto-Submitted: auto-generated\r$/m);
    assert.match(text, /One\r\n\.\r\nTwo =C3=A4/);
  });
});

Deno.test("smtp: an address is one recipient, whatever it looks like", async () => {
  await withServer({ disabledCommands: ["STARTTLS"] }, async ({ url, taken }) => {
    const mailer = openSmtp({ url, from });
    await mailer.send({ ...mail, to: "a@example.com, b@example.com" }).catch(() => {});
    await mailer.send({ ...mail, to: "a@example.com\r\nBcc: b@example.com" }).catch(() => {});
    mailer.close();
    assert.ok(taken.every(({ text }) => !/^Bcc/m.test(text)));
    assert.ok(taken.every(({ to }) => to !== "b@example.com"));
  });
});

for (const secure of [true, false]) {
  const how = secure ? "from the start" : "by STARTTLS";
  Deno.test(`smtp: over TLS ${how}, with a login, and to no server that is not trusted`, async () => {
    const onAuth: SMTPServerOptions["onAuth"] = ({ username, password }, _, done) =>
      password === "right" ? done(null, { user: username! }) : done(new Error("no"));
    const authOptional = false;
    await withServer({ secure, key, cert, onAuth, authOptional }, async ({ url, taken }) => {
      const login = { user: "rollcall", password: "right" };
      const mailer = openSmtp({ url, from, ca: cert, ...login });
      await mailer.send(mail);
      mailer.close();
      assert.deepEqual(
        taken.map(({ user, isSecure }) => ({ user, isSecure })),
        [{ user: "rollcall", isSecure: true }],
      );
      const other = openSmtp({ url, from, ca: otherCert, ...login });
      await assert.rejects(other.send(mail), /did not take it/);
      other.close();
      assert.equal(taken.length, 1);
    });
  });
}

identityTest("a message that is not taken is sent again; one that is refused is given up", async (
  request,
  { owner, sql },
) => {
  let code = 451;
  const onRcptTo: SMTPServerOptions["onRcptTo"] = (_, __, done) =>
    code === 250 ? done() : done(Object.assign(new Error("no"), { responseCode: code }));
  await withServer({ disabledCommands: ["STARTTLS"], onRcptTo }, async ({ url, taken }) => {
    const mailer = openSmtp({ url, from });
    const next = () => sendNext(sql, mailer, WEB, silentLog());
    const due = () => owner`update identity.mail set due_at = now()`;
    await request("/auth/register", { email: "anna@example.com", password: "correct horse" });
    assert.equal(await next(), true);
    // It waits.
    assert.equal(await next(), false);
    await due();
    code = 250;
    assert.equal(await next(), true);
    assert.equal(taken.length, 1);
    await due();
    assert.equal(await next(), false);

    await request("/auth/password/forgot", { email: "anna@example.com" });
    code = 550;
    assert.equal(await next(), true);
    await due();
    assert.equal(await next(), false);
    assert.equal(taken.length, 1);
    mailer.close();
  });
});

identityTest("a message that two processes would send is sent once", async (
  request,
  { sql, messages },
) => {
  await request("/auth/register", { email: "anna@example.com", password: "correct horse" });
  let sent = 0;
  const mailer = { send: () => Promise.resolve(void sent++), close: () => {} };
  const all = [1, 2, 3].map(() => sendNext(sql, mailer, WEB, silentLog()));
  assert.deepEqual((await Promise.all(all)).filter(Boolean).length, 1);
  assert.equal(sent, 1);
  assert.deepEqual(await messages(), []);
});

Deno.test("a message is tried again after half a minute, then ever later, up to an hour", () => {
  assert.deepEqual([1, 2, 3, 20, 2_000].map(waitS), [30, 60, 120, 3600, 3600]);
});

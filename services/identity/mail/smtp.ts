/** Sends messages by SMTP, over TLS unless the server is on this very machine. */
import { connect, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import nodemailer from "nodemailer";
import { type Mailer, NotTaken } from "./mailer.ts";

export interface SmtpOptions {
  /** smtp://host:port, which turns to TLS at once, or smtps://host:port, which begins with it */
  url: string;
  user?: string | undefined;
  password?: string | undefined;
  /** the sender's address */
  from: string;
  /** authorities to trust besides, in tests */
  ca?: string;
}

const WAIT_MS = 20_000;

export function openSmtp({ url, user, password, from, ca }: SmtpOptions): Mailer {
  const { protocol, hostname: host, port: given } = new URL(url);
  const secure = protocol === "smtps:";
  const port = Number(given) || (secure ? 465 : 587);
  const transport = nodemailer.createTransport({
    host,
    port,
    secure,
    requireTLS: !isHere(host),
    ignoreTLS: isHere(host) && !secure && ca === undefined,
    name: "rollcall",
    connectionTimeout: WAIT_MS,
    greetingTimeout: WAIT_MS,
    socketTimeout: WAIT_MS,
    ...(user && { auth: { user, pass: password ?? "" } }),
    ...(ca && { tls: { ca } }),
    // nodemailer asks for the host without a port, which Deno's permissions refuse.
    getSocket: (_: unknown, done: SocketReady) => {
      const options = { host, port, servername: host, ...(ca && { ca }) };
      const socket = secure ? connectTls(options) : connect(options);
      const failed = (error: Error) => done(error);
      socket.once("error", failed);
      socket.setTimeout(WAIT_MS, () => socket.destroy(new Error("the mail server is too slow")));
      socket.once(secure ? "secureConnect" : "connect", () => {
        socket.off("error", failed);
        socket.setTimeout(0);
        done(null, { connection: socket, secured: secure });
      });
    },
  });
  return {
    send: async ({ to, subject, text }) => {
      try {
        // As objects: nothing in an address is read as a list, a name or a header.
        await transport.sendMail({
          from: { name: "Rollcall", address: from },
          to: { name: "", address: to },
          subject,
          text,
          headers: { "Auto-Submitted": "auto-generated" },
        });
      } catch (error) {
        const code = (error as { responseCode?: number }).responseCode ?? 0;
        // The text of the refusal may quote the address.
        if (code >= 500) throw new NotTaken(`the mail server refuses it with ${code}`);
        throw new Error(`the mail server did not take it: ${codeOf(error)}`);
      }
    },
    close: () => transport.close(),
  };
}

type SocketReady = (
  error: Error | null,
  found?: { connection: Socket | TLSSocket; secured: boolean },
) => void;

function codeOf(error: unknown): string {
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
  return String(responseCode ?? code ?? "no connection");
}

function isHere(host: string): boolean {
  return host === "localhost" || host === "127.0.0.1" || host === "[::1]";
}

/** What sends a message: a mail server, or an outbox that keeps it on this machine. */
import type { Message } from "./messages.ts";

export interface Mail extends Message {
  to: string;
  /** the link in it, if there is one */
  link: string | undefined;
}

export interface Mailer {
  /** @throws NotTaken, or whatever the connection fails with */
  send(mail: Mail): Promise<void>;
  close(): void;
}

/** The server refuses this message permanently. */
export class NotTaken extends Error {
  override readonly name = "NotTaken";
}

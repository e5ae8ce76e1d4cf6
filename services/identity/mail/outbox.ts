/**
 * The outbox of the local stack: messages stay in this process, and a page shows them, the newest
 * first. Whoever sees it can open every link in it, so it is for this machine alone.
 */
import type { Log } from "@rollcall/platform/log.ts";
import type { App } from "@rollcall/platform/http.ts";
import { notFound } from "@rollcall/platform/problem.ts";
import { html } from "hono/html";
import type { Mail, Mailer } from "./mailer.ts";

export interface Outbox extends Mailer {
  /** The newest first. */
  messages(): KeptMessage[];
}

export interface KeptMessage extends Mail {
  at: Date;
}

const OUTBOX_PAGE = "/auth/mail";
const KEPT_MESSAGES = 200;
const HERE = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/** @param log gets a line with the link of each message, and never its address */
export function openOutbox(log: Log): Outbox {
  const kept: KeptMessage[] = [];
  return {
    messages: () => kept,
    send: (mail) => {
      kept.unshift({ ...mail, at: new Date() });
      kept.splice(KEPT_MESSAGES);
      log.info("a message is in the outbox", {
        subject: mail.subject,
        see: OUTBOX_PAGE,
        ...(mail.link && { link: mail.link }),
      });
      return Promise.resolve();
    },
    close: () => {},
  };
}

/** Serves the outbox as a page, and as JSON to who asks for that. */
export function showOutbox(app: App, outbox: Outbox): void {
  app.get(OUTBOX_PAGE, (c) => {
    // A page elsewhere whose name was made to lead to this machine reads nothing here.
    const host = c.req.header("x-forwarded-host") ?? new URL(c.req.url).host;
    if (!HERE.test(host)) throw notFound();
    c.header("cache-control", "no-store");
    const { accept = "" } = c.req.header();
    if (accept.includes("application/json")) return c.json(outbox.messages());
    c.header(
      "content-security-policy",
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    );
    return c.html(pageOf(outbox.messages()));
  });
}

function pageOf(messages: KeptMessage[]) {
  return html`
    <!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>Outbox · Rollcall</title>
        <style>
              body { font: 16px/1.5 system-ui; max-width: 46rem; margin: 2rem auto; padding: 0 1rem;
                color-scheme: light dark }
              pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit }
              article { border-top: 1px solid GrayText; padding: 0.5rem 0 }
            </style>
      </head>
      <body>
        <main>
              <h1>Outbox</h1>
              <p>No mail server is set here (SMTP_URL), so these messages were not sent.</p>
              ${messages.map(({ at, to, subject, text, link }) =>
                html`
                  <article>
                    <h2>${subject}</h2>
                    <p>To ${to}, ${at.toISOString()}</p>
                    ${link && html`<p><a href="${link}" rel="noreferrer">Open the link</a></p>`}
                    <pre>${text}</pre>
                  </article>
                `
              )}
            </main>
      </body>
    </html>
  `;
}

/**
 * Sends queued messages one after the other, and retries those that were not accepted. The request
 * that queued one was answered long before, and only here is looked up whether there is an account,
 * so that timing reveals nothing. Concurrent processes never take the same message; one taken by a
 * process that was killed becomes due again.
 */
import { type Sql, transaction, type TransactionSql, Wake } from "@rollcall/event-store";
import type { Log } from "@rollcall/platform/log.ts";
import { endingJobsOf, orderEndingMessages } from "./ending_jobs.ts";
import {
  endingMessage,
  JOBS_END,
  type LinkKind,
  linkLifeS,
  linkTo,
  type MessageKind,
  messageWithLink,
  news,
} from "./messages.ts";
import { makeLink } from "./links.ts";
import { type Mail, type Mailer, NotTaken } from "./mailer.ts";

export interface Sender {
  /** Sends what is due until it is stopped. */
  start(): void;
  stop(): Promise<void>;
  /** There is a new message. */
  wake(): void;
}

interface Row {
  id: string;
  kind: MessageKind;
  email: string;
  userId: string | null;
  registrationId: string | null;
  tries: number;
  isOld: boolean;
}

/** How often is looked for what another process left behind. */
const LOOK_MS = 15_000;
/** Nobody else takes it meanwhile; longer than a mail server may take. */
const HELD_S = 120;
const FIRST_WAIT_S = 30;
const LONGEST_WAIT_S = 3600;
const GIVEN_UP_HOURS = 24;
const CLEARED_AT_ONCE = 500;

/** @param origin of the web, where links lead */
export function openSender(
  sql: Sql,
  { mailer, origin, log }: { mailer: Mailer; origin: string; log: Log },
): Sender {
  const wake = new Wake(), stopping = new AbortController();
  let running = Promise.resolve();
  return {
    wake: wake.wake,
    start: () => {
      running = (async () => {
        while (!stopping.signal.aborted) {
          try {
            await orderEndingMessages(sql);
            while (!stopping.signal.aborted && await sendNext(sql, mailer, origin, log));
            await clearExpired(sql);
          } catch (error) {
            log.warn("messages wait: the database cannot be reached", { error });
          }
          await wake.wait(LOOK_MS, stopping.signal);
        }
      })();
    },
    stop: async () => {
      stopping.abort();
      wake.wake();
      await running;
      mailer.close();
    },
  };
}

/** Sends the next message that is due; false if there is none. */
export async function sendNext(
  sql: Sql,
  mailer: Mailer,
  origin: string,
  log: Log,
): Promise<boolean> {
  const row = await take(sql);
  if (!row) return false;
  const ids = { kind: row.kind, mail_id: row.id };
  try {
    for (const mail of await transaction(sql, (tx) => written(tx, row, origin))) {
      await mailer.send(mail);
    }
    await sql`delete from identity.mail where mail_id = ${row.id}`;
    log.info("a message is sent", ids);
  } catch (error) {
    if (!(error instanceof NotTaken) && !row.isOld) {
      await sql`
        update identity.mail set due_at = now() + ${waitS(row.tries)} * interval '1 second'
         where mail_id = ${row.id}`;
      log.warn("a message was not accepted; it is sent again later", { ...ids, error });
      return true;
    }
    await sql`delete from identity.mail where mail_id = ${row.id}`;
    log.error("a message is given up", { ...ids, error });
  }
  return true;
}

/** Seconds until a message is tried again. */
export function waitS(tries: number): number {
  return Math.min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** Math.min(tries - 1, 20));
}

async function take(sql: Sql): Promise<Row | undefined> {
  const [row] = await sql<Row[]>`
    update identity.mail set tries = tries + 1, due_at = now() + ${HELD_S} * interval '1 second'
     where mail_id = (select mail_id from identity.mail where due_at <= now()
                       order by due_at limit 1 for update skip locked)
    returning mail_id as id, kind, email, user_id as "userId",
              registration_id as "registrationId", tries,
              created_at < now() - ${GIVEN_UP_HOURS} * interval '1 hour' as "isOld"`;
  return row;
}

/** The messages to send: they depend on whether there is an account with the address now. */
async function written(tx: TransactionSql, row: Row, origin: string): Promise<Mail[]> {
  const { kind, email, registrationId } = row;
  // It was taken back meanwhile, as by a new password.
  const [still] = await tx`select 1 from identity.mail where mail_id = ${row.id} for update`;
  if (!still) return [];
  if (kind === JOBS_END) {
    const jobs = await endingJobsOf(tx, row.userId);
    return jobs.length ? [{ to: email, link: undefined, ...endingMessage(jobs, origin) }] : [];
  }
  if (!isLinkKind(kind)) return [{ to: email, link: undefined, ...news(kind, origin) }];
  const [account] = await tx<{ id: string; isVerified: boolean }[]>`
    select user_id as id, email_verified_at is not null as "isVerified"
      from identity.account where email = ${email}`;
  const isTaken = account !== undefined && account.id !== row.userId;
  if (kind === "reset" && !account) return [];
  if (kind === "finish_registration" && account) {
    await tx`delete from identity.registration where registration_id = ${registrationId}`;
    return [{ to: email, link: undefined, ...news("registered_already", origin) }];
  }
  if (kind === "change_address" && isTaken) {
    return [{ to: email, link: undefined, ...news("address_taken", origin) }];
  }
  const userId = kind === "reset" ? account!.id : row.userId;
  const token = await makeLink(tx, { kind, email, userId, registrationId });
  const link = linkTo(kind, origin, token, account?.isVerified === false);
  return [{ to: email, link, ...messageWithLink(kind, link) }];
}

function isLinkKind(kind: MessageKind): kind is LinkKind {
  return kind in linkLifeS;
}

async function clearExpired(sql: Sql): Promise<void> {
  await sql`
    delete from identity.link where token_hash in (
      select token_hash from identity.link where expires_at < now() limit ${CLEARED_AT_ONCE})`;
  await sql`
    delete from identity.registration where registration_id in (
      select registration_id from identity.registration where expires_at < now()
       limit ${CLEARED_AT_ONCE})`;
}

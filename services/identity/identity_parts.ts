/** What identity's routes work with. */
import type { RetentionConfig } from "@rollcall/platform/accounts/retention.ts";
import type { AuthOptions } from "@rollcall/platform/auth.ts";
import type { Sql } from "@rollcall/event-store";
import type { Log } from "@rollcall/platform/log.ts";
import type { NoteRequest } from "@rollcall/platform/security_log/note_request.ts";
import type { SecurityLog } from "@rollcall/platform/security_log/security_log.ts";
import type { Accounts } from "./accounts.ts";
import type { AttemptLimit } from "./attempt_limit.ts";
import type { EntryTimes } from "./session_cookies.ts";
import type { KnownDevices } from "./known_devices.ts";
import type { Outbox } from "./mail/outbox.ts";
import type { OutgoingMail } from "./mail/outgoing_mail.ts";
import type { Passwords } from "./passwords.ts";
import type { ProvidedAccounts } from "./provided_accounts.ts";
import type { Provider } from "./provider.ts";
import type { SecurityEntries } from "./security_entries.ts";
import type { SecondFactors } from "./second_factors.ts";
import type { Sessions } from "./sessions.ts";
import type { Tokens } from "./tokens.ts";

export type IdentityParts = {
  log: Log;
  sql: Sql;
  auth: AuthOptions;
  accounts: Accounts;
  passwords: Passwords;
  limit: AttemptLimit;
  devices: KnownDevices;
  security: SecurityLog;
  securityEntries: SecurityEntries;
  retention: RetentionConfig;
  sessions: Sessions;
  factors: SecondFactors;
  /** Our own proxies between the client and us, see client_address.ts. */
  proxyHops: number;
  tokens: Tokens;
  times: EntryTimes;
  /** undefined where no mail server is configured: then no messages are written */
  post: OutgoingMail | undefined;
  provided: ProvidedAccounts;
  /** undefined where no external provider signs in */
  provider?: Provider | undefined;
  /** where messages are kept instead of sent, if they are */
  outbox?: Outbox | undefined;
  /** whether an account opens by a link in a message only */
  registersByMail: boolean;
  /** whether the role admin is given to accounts with a second factor only */
  adminsNeedSecondFactor: boolean;
};

/** The same with what notes in the security log what requests do. */
export type RouteParts = IdentityParts & { note: NoteRequest };

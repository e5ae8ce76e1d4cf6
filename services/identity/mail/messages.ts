/**
 * The messages to people, as plain text. Pure. They have nothing that a stranger has typed:
 * registering with somebody's address must not be a way to write to them.
 */

/** Messages with a link that works once, and how long it does, in seconds. */
export const linkLifeS = {
  verify: 24 * 3600,
  reset: 30 * 60,
  change_address: 24 * 3600,
  finish_registration: 24 * 3600,
} as const;

export type LinkKind = keyof typeof linkLifeS;

/** Messages that report what has happened. */
export type NewsKind =
  | "registered_already"
  | "address_taken"
  | "address_changed"
  | "password_changed"
  | "second_factor_on"
  | "second_factor_off"
  | "recovery_code_used";

/** The message that says which jobs are deleted soon. */
export const JOBS_END = "jobs_end";

export type MessageKind = LinkKind | NewsKind | typeof JOBS_END;

/** A job that is deleted soon. */
export interface EndingJob {
  id: string;
  deleteAfter: Date;
}

export interface Message {
  subject: string;
  text: string;
}

/** Pages of the web that a link opens; the token follows behind a `#`, which no server is sent. */
const pages: Record<LinkKind, string> = {
  verify: "/confirm",
  reset: "/reset",
  change_address: "/confirm",
  finish_registration: "/welcome",
};

/** Where a password is chosen for an account whose address nobody has confirmed. */
const CLAIM_PAGE = "/claim";

/**
 * The address that a message's link opens.
 *
 * @param origin of the web, such as https://rollcall.example
 * @param isClaim whether nobody has confirmed the address of the account whose password is chosen
 */
export function linkTo(kind: LinkKind, origin: string, token: string, isClaim = false): string {
  return `${origin}${isClaim && kind === "reset" ? CLAIM_PAGE : pages[kind]}#${token}`;
}

const DAY = "The link works once, within a day.";

export function messageWithLink(kind: LinkKind, link: string): Message {
  switch (kind) {
    case "verify":
      return message(
        "Confirm your e-mail address",
        "Someone, most likely you, opened a Rollcall account with this address. Confirm that it is",
        "yours:",
        "",
        link,
        "",
        `${DAY} If it was not you, do nothing.`,
      );
    case "reset":
      return message(
        "Choose a new password",
        "Someone, most likely you, asked for a new password for your Rollcall account. Choose it",
        "here:",
        "",
        link,
        "",
        "The link works once, within 30 minutes. If you did not ask, do nothing: your password stays",
        "as it is.",
      );
    case "change_address":
      return message(
        "Confirm your new e-mail address",
        "You asked to use this address for your Rollcall account. Confirm it here:",
        "",
        link,
        "",
        `${DAY} Until then your current address stays. If it was not you, do nothing.`,
      );
    case "finish_registration":
      return message(
        "Finish opening your account",
        "Someone, most likely you, asked to open a Rollcall account with this address. Open the link",
        "and enter the password that you chose:",
        "",
        link,
        "",
        `${DAY} If it was not you, do nothing: there will be no account.`,
      );
  }
}

/** @param origin of the web */
export function news(kind: NewsKind, origin: string): Message {
  const otherwise = [
    "",
    `If it was not you, choose a new password at once: ${origin}/forgot`,
  ];
  switch (kind) {
    case "registered_already":
      return message(
        "You already have an account",
        "Someone, most likely you, asked to open a Rollcall account with this address, which already",
        "has one.",
        `Sign in: ${origin}/login`,
        `Choose a new password: ${origin}/forgot`,
      );
    case "address_taken":
      return message(
        "Your address was requested",
        "Someone, most likely you, asked to use this address for another Rollcall account. It belongs",
        "to yours, so nothing was changed.",
      );
    case "address_changed":
      return message(
        "Your e-mail address was changed",
        "Your Rollcall account has another e-mail address now; this one no longer signs in.",
        "",
        "If it was not you, contact your Rollcall administrator.",
      );
    case "password_changed":
      return message(
        "Your password was changed",
        "The password of your Rollcall account was changed, and all other sessions have ended.",
        ...otherwise,
      );
    case "second_factor_on":
      return message(
        "The second factor is on",
        "Signing in to your Rollcall account asks for a code from your authenticator app from now on.",
        ...otherwise,
      );
    case "second_factor_off":
      return message(
        "The second factor is off",
        "Signing in to your Rollcall account asks for the password alone from now on.",
        ...otherwise,
      );
    case "recovery_code_used":
      return message(
        "A recovery code was used",
        "Someone, most likely you, signed in to your Rollcall account with one of its recovery codes.",
        "It does not work again.",
        ...otherwise,
      );
  }
}

/** Jobs that a message names; the others are counted. */
const JOBS_NAMED = 20;

/**
 * @param jobs at least one, the first to go first; by their ids, as the names of files are sealed
 * @param origin of the web
 */
export function endingMessage(jobs: EndingJob[], origin: string): Message {
  const one = jobs.length === 1;
  const more = jobs.length - JOBS_NAMED;
  return message(
    one ? "A file of yours is deleted soon" : `${jobs.length} files of yours are deleted soon`,
    "Rollcall deletes a file, with its lists and decisions, when nothing has happened in it for a",
    `while. Soon it is the turn of ${one ? "this one" : "these"}:`,
    "",
    ...jobs.slice(0, JOBS_NAMED).map(({ id, deleteAfter }) =>
      `${dayOf(deleteAfter)}  ${origin}/jobs/${id}`
    ),
    ...(more > 0 ? [`and ${more} more`] : []),
    "",
    "Download what you need. A decision or an undo keeps a file for longer, and your account's page",
    `says how long your files are kept: ${origin}/account`,
  );
}

/** Such as 7 December 2026. */
function dayOf(at: Date): string {
  return at.toLocaleDateString("en-GB", { dateStyle: "long", timeZone: "UTC" });
}

function message(subject: string, ...lines: string[]): Message {
  return { subject: `Rollcall: ${subject}`, text: [...lines, ""].join("\n") };
}

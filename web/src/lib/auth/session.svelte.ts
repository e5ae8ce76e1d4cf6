/** Who is signed in. The session's tokens are in HttpOnly cookies that scripts never see. */
import type { Problem, User } from "@rollcall/contracts/api";
import { draftOwner } from "#lib/issues/draft-owner.ts";
import { logOut, logOutEverywhere, whoAmI } from "#lib/api/session-calls.ts";

export type Who =
  | { kind: "user"; user: User }
  | { kind: "nobody" }
  | { kind: "unknown"; problem: Problem };

/** On which the tabs of a browser, which share their cookies, tell each other who signs in. */
const CHANNEL = "rollcall.signed-in";

class Session {
  user = $state<User | null>(null);
  #asked = false;
  #tabs: BroadcastChannel | null = null;

  /** Asks the server the first time and after `forget`; otherwise cached. */
  async who(fetch?: typeof globalThis.fetch): Promise<Who> {
    if (this.user) return { kind: "user", user: this.user };
    if (this.#asked) return { kind: "nobody" };
    const answer = await whoAmI(fetch);
    if (answer.ok) {
      this.enter(answer.value);
      return { kind: "user", user: answer.value };
    }
    if (answer.problem.status !== 401) return { kind: "unknown", problem: answer.problem };
    this.#asked = true;
    return { kind: "nobody" };
  }

  enter(user: User): void {
    draftOwner.belongTo(user.id);
    this.user = user;
    this.#asked = true;
    this.#otherTabs().postMessage(user.id);
  }

  /** Calls the listener with the id of whoever signs in, or is signed in, in another tab. */
  hear(listener: (userId: string) => void): void {
    this.#otherTabs().addEventListener("message", ({ data }) => listener(String(data)));
  }

  /** Asks the server again the next time. */
  forget(): void {
    this.user = null;
    this.#asked = false;
  }

  /** The cookie has expired or was revoked. */
  lost(): void {
    this.user = null;
    this.#asked = true;
  }

  /** Ends the session, or all of the user's; returns the problem if the server was not reached. */
  async leave(where: "here" | "everywhere", password?: string): Promise<Problem | null> {
    const answer = await (where === "here" ? logOut() : logOutEverywhere(password));
    if (!answer.ok) return answer.problem;
    draftOwner.dropAll();
    this.lost();
    return null;
  }

  #otherTabs(): BroadcastChannel {
    return this.#tabs ??= new BroadcastChannel(CHANNEL);
  }
}

export const session = new Session();

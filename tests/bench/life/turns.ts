/**
 * Lives that are to be compared take turns of some seconds each, so that a minute in which the
 * machine is slow is a slow minute of them all. Whoever has the turn is alone at work: its bystander
 * rests while the others have theirs.
 */
import type { TakeStep } from "./steps.ts";

/** What works beside a life: both resolve once it is so. */
export interface Beside {
  rest(): Promise<void>;
  goOn(): void;
}

interface Member {
  beside: Beside;
  /** gives it the turn, where it waits for one */
  wake?: (() => void) | undefined;
}

export class Turns {
  readonly #members: Member[] = [];
  #current: Member | undefined;
  #since = 0;

  /** @param turnMs after which a turn ends, with the step that is under way */
  constructor(readonly turnMs: number) {}

  /**
   * Leads a life whose steps are taken in its turns. All lives of a comparison are begun before the
   * first of them waits for anything.
   */
  async lead(beside: Beside, take: TakeStep, life: (take: TakeStep) => Promise<void>) {
    const member: Member = { beside };
    this.#members.push(member);
    try {
      await beside.rest();
      await life(async (name, work) => {
        if (this.#current === member && performance.now() - this.#since > this.turnMs) {
          await beside.rest();
          this.#pass();
        }
        await this.#mine(member);
        return await take(name, work);
      });
    } finally {
      await beside.rest();
      const hasTurn = this.#current === member;
      if (hasTurn) this.#pass();
      this.#members.splice(this.#members.indexOf(member), 1);
    }
  }

  async #mine(member: Member): Promise<void> {
    if (this.#current === member) return;
    const given = new Promise<void>((resolve) => member.wake = resolve);
    if (!this.#current) this.#give(member);
    await given;
    member.beside.goOn();
    this.#since = performance.now();
  }

  /** To the next one that waits; to nobody, where none does. */
  #pass(): void {
    const at = this.#members.indexOf(this.#current!);
    this.#current = undefined;
    const others = [...this.#members.slice(at + 1), ...this.#members.slice(0, at)];
    const next = others.find(({ wake }) => wake);
    if (next) this.#give(next);
  }

  #give(member: Member): void {
    this.#current = member;
    const { wake } = member;
    member.wake = undefined;
    wake!();
  }
}

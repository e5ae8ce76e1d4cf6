/** When each step of a life began and ended; a step may be taken several times, and in another. */

/** In milliseconds of `performance.now()`. */
export interface Span {
  from: number;
  to: number;
}

/** The time in which nobody but the bystander is at work. */
export const ALONE = "alone";

export type TakeStep = <T>(name: string, work: () => Promise<T>) => Promise<T>;

export class Steps {
  readonly taken = new Map<string, Span[]>();

  /** Does the work of a step, and remembers when; one that fails under another name. */
  take: TakeStep = async (name, work) => {
    const from = performance.now();
    try {
      const result = await work();
      this.#remember(name, from);
      return result;
    } catch (error) {
      this.#remember(`${name}: refused`, from);
      throw error;
    }
  };

  #remember(name: string, from: number): void {
    const spans = this.taken.get(name) ?? [];
    spans.push({ from, to: performance.now() });
    this.taken.set(name, spans);
  }

  /** The span that holds all steps of both lives. */
  whole(): Span {
    const all = [...this.taken].filter(([name]) => name !== ALONE).flatMap(([, spans]) => spans);
    return {
      from: Math.min(...all.map(({ from }) => from)),
      to: Math.max(...all.map(({ to }) => to)),
    };
  }
}

export const lengthOf = ({ from, to }: Span): number => to - from;

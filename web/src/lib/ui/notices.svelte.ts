/**
 * What just happened: short messages that pass by in a corner, and sentences for screen readers.
 * A message that offers an action stays longer; one about a failure stays until it is closed.
 */
export type Toast = {
  id: number;
  tone: "good" | "bad";
  text: string;
  action?: { label: string; run: () => void };
};

const STAY_MS = 6000;
const STAY_WITH_ACTION_MS = 10_000;
const MAX_SHOWN = 3;

class Notices {
  toasts = $state<Toast[]>([]);
  spoken = $state("");
  #nextId = 1;

  /** Says a sentence to assistive technology without showing it. */
  announce(text: string): void {
    // A live region is silent when its text does not change.
    this.spoken = this.spoken === text ? text + "\u00a0" : text;
  }

  show(text: string, action?: Toast["action"]): void {
    this.announce(text);
    const id = this.#add({ tone: "good", text, action });
    setTimeout(() => this.close(id), action ? STAY_WITH_ACTION_MS : STAY_MS);
  }

  fail(text: string): void {
    this.announce(text);
    this.#add({ tone: "bad", text });
  }

  close(id: number): void {
    this.toasts = this.toasts.filter((toast) => toast.id !== id);
  }

  #add(toast: Omit<Toast, "id">): number {
    const id = this.#nextId++;
    // A success takes the place of the one before; failures wait for their reader.
    const failures = this.toasts.filter(({ tone }) => tone === "bad").slice(1 - MAX_SHOWN);
    this.toasts = [...failures, { id, ...toast }];
    return id;
  }
}

export const notices = new Notices();

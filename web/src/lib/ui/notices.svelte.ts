/**
 * Notifications: short toasts in a corner, and sentences for screen readers. A toast with an action
 * stays longer; one about a failure stays until it is closed, one about a wait until the wait is
 * over.
 */
import { m } from "#lib/paraglide/messages.js";

export type Toast = {
  id: number;
  tone: "good" | "bad" | "held";
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

  /** Announces a sentence to assistive technology without showing it. */
  announce(text: string): void {
    // A live region is silent when its text does not change.
    this.spoken = this.spoken === text ? text + "\u00a0" : text;
  }

  show(text: string, action?: Toast["action"]): void {
    this.announce(text);
    const id = this.#add({ tone: "good", text, ...(action && { action }) });
    setTimeout(() => this.close(id), action ? STAY_WITH_ACTION_MS : STAY_MS);
  }

  fail(text: string): void {
    this.announce(text);
    this.#add({ tone: "bad", text });
  }

  /** Shows why something waits, with a button to stop; the returned function removes it. */
  hold(text: string, stop: () => void): () => void {
    this.announce(text);
    const id = this.#add({ tone: "held", text, action: { label: m.ui_stop_waiting(), run: stop } });
    return () => this.close(id);
  }

  close(id: number): void {
    this.toasts = this.toasts.filter((toast) => toast.id !== id);
  }

  #add(toast: Omit<Toast, "id">): number {
    const id = this.#nextId++;
    // A success replaces the previous one; the others stay.
    const lasting = this.toasts.filter(({ tone }) => tone !== "good").slice(1 - MAX_SHOWN);
    this.toasts = [...lasting, { id, ...toast }];
    return id;
  }
}

export const notices = new Notices();

/** A dialog that comes when it is opened first: most visits open none. */
import { m } from "#lib/paraglide/messages.js";
import { notices } from "#lib/ui/notices.svelte.ts";

export class LaterDialog<Component> {
  /** null until it has come */
  component = $state.raw<Component | null>(null);
  #open = $state(false);
  readonly #load: () => Promise<{ default: Component }>;

  constructor(load: () => Promise<{ default: Component }>) {
    this.#load = load;
  }

  get open(): boolean {
    return this.#open;
  }

  set open(open: boolean) {
    if (!open || this.component) this.#open = open;
    else void this.#fetch();
  }

  async #fetch(): Promise<void> {
    try {
      this.component = (await this.#load()).default;
      this.#open = true;
    } catch {
      notices.fail(m.ui_page_lost());
    }
  }
}

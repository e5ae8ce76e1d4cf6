/** Whether single keys are shortcuts; remembered in this browser. */
const KEY = "rollcall.shortcuts";

class ShortcutSetting {
  #on = $state(localStorage.getItem(KEY) !== "off");

  get on(): boolean {
    return this.#on;
  }

  set on(value: boolean) {
    this.#on = value;
    if (value) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, "off");
  }
}

export const shortcutSetting = new ShortcutSetting();

/** Light, dark, or whatever the system says; remembered in this browser. */
export type Theme = "light" | "dark" | "system";

const KEY = "rollcall.theme"; // app.html reads the same key before the first paint

class ThemeChoice {
  chosen = $state<Theme>("system");
  /** What is shown. */
  dark = $state(false);

  /** Loads the saved choice and follows the system's changes. */
  start(): () => void {
    const stored = localStorage.getItem(KEY);
    this.chosen = stored === "light" || stored === "dark" ? stored : "system";
    const system = matchMedia("(prefers-color-scheme: dark)");
    const apply = () => this.#apply();
    system.addEventListener("change", apply);
    apply();
    return () => system.removeEventListener("change", apply);
  }

  choose(theme: Theme): void {
    this.chosen = theme;
    if (theme === "system") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
    this.#apply();
  }

  #apply(): void {
    this.dark = this.chosen === "dark" ||
      (this.chosen === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
    document.documentElement.dataset.theme = this.dark ? "dark" : "light";
  }
}

export const theme = new ThemeChoice();

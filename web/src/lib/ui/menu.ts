/** How every menu of the page looks. */
export const menuContent =
  "z-40 min-w-44 rounded-xl border border-line bg-raised p-1.5 shadow-float outline-none";

export const menuItem =
  "flex min-h-9 w-full cursor-pointer items-center gap-2.5 rounded-lg px-2.5 text-sm no-underline " +
  "outline-none select-none data-highlighted:bg-sunken data-disabled:opacity-50";

/** How every popover looks that has a form in it. */
export const popoverContent =
  "z-40 max-w-[calc(100vw-1rem)] rounded-xl border border-line bg-raised p-3 shadow-float outline-none";

/** The button that opens the account's menu. */
export const accountButton = "inline-flex min-h-10 min-w-0 items-center gap-2 rounded-lg px-2 " +
  "text-sm text-ink-soft hover:bg-sunken hover:text-ink";

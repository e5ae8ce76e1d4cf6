/** How the pages' frames look, which are there before the pages are (lib/shells). */

export const entryFrame = {
  page: "flex min-h-dvh flex-col",
  head: "flex items-center justify-between px-4 py-3 sm:px-6",
  main: "mx-auto grid w-full max-w-5xl flex-1 items-center gap-10 px-4 py-8 sm:px-6 " +
    "lg:grid-cols-[1fr_24rem] lg:gap-20",
};

/** @param fills a job is worked on in a window that it fills */
export const appFrame = (fills: boolean) => ({
  page: `flex min-h-dvh flex-col ${fills ? "fills" : ""}`,
  head: "shrink-0 border-b border-line bg-surface print:hidden",
  bar: `flex items-center gap-1 px-4 ${fills ? "h-11 sm:px-5" : "mx-auto h-14 max-w-7xl sm:px-6"}`,
  main: fills
    ? "flex min-h-0 flex-1 flex-col"
    : "mx-auto w-full max-w-7xl px-4 py-6 sm:px-6 sm:py-8",
});

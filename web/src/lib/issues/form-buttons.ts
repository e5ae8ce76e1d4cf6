/** How the buttons of a form in the review look: in view at its end, however long it is. */
export const FORM_BUTTONS =
  "sticky -bottom-4 sm:-bottom-5 z-2 -mx-4 -mb-4 flex flex-wrap gap-2 border-t border-line bg-surface px-4 py-2.5";

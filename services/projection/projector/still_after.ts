/**
 * After so many seconds without progress, while facts wait, the projection counts as standing still.
 * By itself it gets past what cannot be folded, by up to four tries of 15 s each.
 */
export const STILL_AFTER_S = 120;

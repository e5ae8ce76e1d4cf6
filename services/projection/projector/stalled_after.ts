/**
 * Seconds without progress, while facts are waiting, after which the projection counts as stalled.
 * It gets past events that cannot be folded by itself, within up to four attempts of 15 s each.
 */
export const STALLED_AFTER_S = 120;

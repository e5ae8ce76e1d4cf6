/** The limits of every queue, locally and on AWS. */
export const VISIBILITY_SECONDS = 300;
export const RETENTION_SECONDS = 14 * 24 * 3600;
export const MAX_RECEIVES = 3;
export const LONG_POLL_SECONDS = 10;

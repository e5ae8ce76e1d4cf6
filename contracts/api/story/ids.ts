/** Who is who in the story, and when. */

export const JOB_ID = "0198c0de-0000-7000-8000-000000000001";
export const USER_ID = "0198c0de-0000-7000-8000-000000000002";
export const BATCH_ID = "0198c0de-0000-7000-8000-000000000003";
export const SESSION_ID = "0198c0de-0000-7000-8000-000000000005";
export const ISSUE_ID = `${JOB_ID}.1`;
export const TYPO_ID = `${JOB_ID}.2`;
export const ADDRESSLESS_ID = `${JOB_ID}.3`;

/** A moment of the story, in seconds after its beginning. */
export const at = (seconds: number) => new Date(Date.UTC(2026, 2, 2, 9, 0, seconds)).toISOString();

export const DAY_S = 86_400;

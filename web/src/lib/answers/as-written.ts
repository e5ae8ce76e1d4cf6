/**
 * What the server says, as it says it: in the app of its own language these stand in for the words of
 * summaries.ts and reasons.ts, which are left out of it (vite.config.ts).
 */
const asWritten = (sentence: string): string => sentence;

export { asWritten as exclusionWords, asWritten as mendingWords };
export { asWritten as regionWords, asWritten as summaryWords };

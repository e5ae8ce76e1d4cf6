/** The tone of a state; colours only repeat what the words say. */
export type Tone = "neutral" | "info" | "warn" | "bad" | "good";

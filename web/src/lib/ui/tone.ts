/** How a state feels; the colours only repeat what the words say. */
export type Tone = "neutral" | "info" | "warn" | "bad" | "good";

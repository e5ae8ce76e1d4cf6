/**
 * The number of the fold. Whoever changes what the fold writes, or a table, raises it: the new
 * tables are then built beside the live ones by a replay. A generation, a set of tables with a
 * number of its own, remembers the number and the fingerprint of the fold that fills it.
 */
export const GENERATION = 4;

/** The schema that holds one generation's tables. */
export const schemaOf = (generation: number) => `read_models_g${generation}`;

/** The subscription whose checkpoint says how far a generation has read the log. */
export const subscriptionOf = schemaOf;

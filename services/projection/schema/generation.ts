/**
 * The generation of the read models that this code folds. Whoever changes what the fold writes, or
 * a table, raises the number: the new tables are then built beside the live ones by a replay.
 */
export const GENERATION = 1;

/** The schema that holds one generation's tables. */
export const schemaOf = (generation: number) => `read_models_g${generation}`;

/** The subscription whose checkpoint says how far a generation has read the log. */
export const subscriptionOf = schemaOf;

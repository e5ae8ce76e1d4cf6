/** The least length of a new password, in characters. */
export const PASSWORD_CHARS = 12;

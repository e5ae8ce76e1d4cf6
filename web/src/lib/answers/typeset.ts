/** With the quotes of print: the server writes those of a keyboard. */
export const typeset = (sentence: string): string => sentence.replaceAll(/"([^"]*)"/g, "“$1”");

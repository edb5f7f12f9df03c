/** Where constants of the rows lie, in plain numbers. */

/** Up to this many words the index joins the logic behind it in the same LUTs; more come out of a memory with a register. */
export const mostLookups = 8

/** Up to this many words that memory is of LUTs. */
export const mostLutWords = 256

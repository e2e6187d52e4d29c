// Owns the shape of chance as an argument: below the node nobody draws it alone.

/** `length` random bytes, fresh at each call. */
export type RandomBytes = (length: number) => Uint8Array

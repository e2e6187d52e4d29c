// Owns the one Trusted Types policy of our own: it lets through exactly the script addresses it was made with (W1). Browsers without
// Trusted Types get the plain address.

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL: (url: string) => string }
  ): { createScriptURL(url: string): unknown }
}

/** A function that turns one of `allowed` into what `new Worker` and `register` accept, and throws at anything else. */
export function trustedScripts(allowed: readonly string[]): (url: string) => string {
  const createScriptURL = (url: string): string => {
    if (!allowed.includes(url)) throw new TypeError('this is not one of our scripts')
    return url
  }
  const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypes }
  if (trustedTypes === undefined) return createScriptURL
  const policy = trustedTypes.createPolicy('app', { createScriptURL })
  // The platform takes a TrustedScriptURL where TypeScript still only knows a string.
  return (url) => policy.createScriptURL(url) as string
}

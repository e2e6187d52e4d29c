// Owns the choice between one and many, by the rules of the language and not by an s.

export interface Forms {
  readonly one: string
  readonly other: string
}

/** A chooser for one language; `#` in a form is replaced by the number, written the way the language writes numbers. */
export function pluralOf(language: string): (count: number, forms: Forms) => string {
  const rules = new Intl.PluralRules(language)
  const numbers = new Intl.NumberFormat(language)
  return (count, forms) => (rules.select(count) === 'one' ? forms.one : forms.other).replace('#', numbers.format(count))
}

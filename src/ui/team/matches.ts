// Owns when a name is what somebody looks for: every word typed begins a word of it; umlauts and accents do not matter.

export function matches(name: string, wanted: string): boolean {
  const words = folded(name).split(/\s+/)
  return folded(wanted)
    .split(/\s+/)
    .every((part) => words.some((word) => word.includes(part)))
}

function folded(text: string): string {
  return text.trim().toLowerCase().replaceAll('ß', 'ss').normalize('NFKD').replace(/\p{M}/gu, '')
}

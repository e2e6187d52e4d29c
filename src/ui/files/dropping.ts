// Owns what of something dropped or pasted are files to send. Knows no component.

/** Whether files are carried over the page, or were let go. */
export function hasFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') === true
}

/** A folder comes as a file too, one that nobody can read. */
export function filesIn({ items, files }: DataTransfer): { readonly files: readonly File[]; readonly folders: number } {
  const entries = [...items].filter(({ kind }) => kind === 'file').map((item) => item.webkitGetAsEntry())
  const given = [...files].filter((_, index) => entries[index]?.isDirectory !== true)
  return { files: given, folders: files.length - given.length }
}

/** Whoever copies words or cells in an office program gets a picture of them beside: the words are meant. */
export function isWords({ types }: DataTransfer): boolean {
  return types.includes('text/plain') && types.includes('text/html')
}

// Owns handing bytes to the browser as a download: of no type, under a cleaned name, so that nothing of them is shown in the app's origin
// (M10).

/** The address has to live until the browser has begun. */
const addressMs = 60_000

export function saveAs(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob.slice(0, blob.size, 'application/octet-stream'))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), addressMs)
}

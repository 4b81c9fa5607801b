/** One line of a table in a file (RFC 4180). No cell is taken for a formula by a spreadsheet. */
export function csvLine(cells: readonly (string | number | null)[]): string {
  const quoted = cells.map((cell) => {
    const text = cell === null ? '' : String(cell);
    const plain = typeof cell === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return `"${plain.replaceAll('"', '""')}"`;
  });
  return `${quoted.join(',')}\r\n`;
}

/** Hands a file to the browser, which asks or saves it as people have set it. */
export function save(name: string, content: Blob) {
  const address = URL.createObjectURL(content);
  const anchor = document.createElement('a');
  anchor.href = address;
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

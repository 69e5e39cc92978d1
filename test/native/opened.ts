/** The payload of an open, by the flags as a program passes them. */
export function opened(path: string, flags = 0) {
  const mode = flags & 3;
  return { path, is_read: mode === 0 || mode === 2, is_write: mode === 1 || mode === 2, flags };
}

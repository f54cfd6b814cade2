/**
 * Values of a stream of newline-delimited JSON, as they arrive. Empty lines are skipped; an incomplete last line is
 * dropped.
 *
 * @param maxLineLength - in characters; a stream that exceeds it fails, so that no peer can fill the memory
 * @throws Error on a line that is not JSON or too long
 */
export async function* readNdjson(
  body: AsyncIterable<Uint8Array>,
  maxLineLength: number,
): AsyncGenerator<unknown> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    rest += decoder.decode(chunk, { stream: true });
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line.trim() !== '') yield JSON.parse(line);
    }
    if (rest.length > maxLineLength) {
      throw new Error(
        `a line of the stream is longer than ${maxLineLength} characters`,
      );
    }
  }
}

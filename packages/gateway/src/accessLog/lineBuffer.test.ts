import { LineBuffer } from './lineBuffer';

function bufferUnderTest() {
  const writes: { readonly text: string; done(): void; fail(): void }[] = [];
  const pauses: (() => void)[] = [];
  const counted = { written: 0, dropped: 0 };
  const buffer = new LineBuffer({
    write: text =>
      new Promise((resolve, reject) => {
        writes.push({
          text,
          done: resolve,
          fail: () => reject(new Error('full')),
        });
      }),
    schedule: (_, callback) => pauses.push(callback),
    onWritten: lines => {
      counted.written += lines;
    },
    onDropped: lines => {
      counted.dropped += lines;
    },
  });
  return { buffer, writes, pauses, counted };
}

const settled = () => new Promise(resolve => setImmediate(resolve));

describe('LineBuffer', () => {
  it('writes lines together, in order', async () => {
    const { buffer, writes, pauses, counted } = bufferUnderTest();
    buffer.push('a\n');
    buffer.push('b\n');
    expect(writes).toEqual([]);
    pauses[0]();
    expect(writes.map(({ text }) => text)).toEqual(['a\nb\n']);
    buffer.push('c\n');
    pauses[1]();
    expect(writes).toHaveLength(1);
    writes[0].done();
    await settled();
    pauses[2]();
    expect(writes.map(({ text }) => text)).toEqual(['a\nb\n', 'c\n']);
    writes[1].done();
    await settled();
    expect(counted).toEqual({ written: 3, dropped: 0 });
  });

  it('drops and counts what a slow disk leaves no room for, and what could not be written', async () => {
    const { buffer, writes, counted } = bufferUnderTest();
    const line = `${'x'.repeat(64 * 1024 - 1)}\n`;
    for (let i = 0; i < 66; i++) buffer.push(line);
    expect(counted).toEqual({ written: 0, dropped: 1 });
    writes[0].fail();
    await settled();
    expect(counted).toEqual({ written: 0, dropped: 2 });
  });
});

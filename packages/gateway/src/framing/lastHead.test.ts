import { LastHead } from './lastHead';

const bytesOf = (text: string) => Buffer.from(text, 'latin1');
const head = bytesOf('GET / HTTP/1.1\r\nHost: a\r\n\r\n');

describe('LastHead', () => {
  it('gives what was kept for the same bytes, wherever they are', () => {
    const last = new LastHead<{ name: string }>();
    const parsed = { name: 'a' };
    last.keep(Buffer.concat([bytesOf('..'), head]), 2, 2 + head.length, parsed);
    expect(last.match(Buffer.concat([head, bytesOf('body')]), 0)).toBe(parsed);
    expect(last.match(Buffer.concat([bytesOf('x'), head]), 1)).toBe(parsed);
    expect(last.length).toBe(head.length);
  });

  it.each`
    kind                     | bytes
    ${'one byte of another'} | ${bytesOf('GET / HTTP/1.1\r\nHost: b\r\n\r\n')}
    ${'only a part'}         | ${head.subarray(0, -1)}
    ${'nothing'}             | ${bytesOf('')}
  `('gives nothing for $kind', ({ bytes }) => {
    const last = new LastHead<object>();
    expect(last.match(bytes, 0)).toBeUndefined();
    last.keep(head, 0, head.length, {});
    expect(last.match(bytes, 0)).toBeUndefined();
  });

  it('keeps a copy: the bytes may be used again', () => {
    const last = new LastHead<object>();
    const bytes = Buffer.from(head);
    last.keep(bytes, 0, bytes.length, {});
    bytes.fill('x');
    expect(last.match(bytes, 0)).toBeUndefined();
    expect(last.match(head, 0)).toBeDefined();
  });

  it('forgets what came before a head that is too long to keep', () => {
    const last = new LastHead<object>();
    last.keep(head, 0, head.length, {});
    const long = bytesOf(`GET / HTTP/1.1\r\nHost: ${'a'.repeat(4000)}\r\n\r\n`);
    last.keep(long, 0, long.length, {});
    expect(last.match(long, 0)).toBeUndefined();
    expect(last.match(head, 0)).toBeUndefined();
  });
});

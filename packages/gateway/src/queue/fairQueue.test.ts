import fc from 'fast-check';
import { FairQueue, Queued } from './fairQueue';

interface Ticket extends Queued {
  readonly number: number;
}

const ticket = (client: string, number: number): Ticket => ({ client, number });

function order(queue: FairQueue<Ticket>): string[] {
  const seen: string[] = [];
  for (let next = queue.shift(); next; next = queue.shift())
    seen.push(`${next.client}${next.number}`);
  return seen;
}

describe('FairQueue', () => {
  it('keeps the order of each client and takes turns between them', () => {
    const queue = new FairQueue<Ticket>();
    for (let i = 0; i < 4; i++) queue.push(ticket('a', i));
    queue.push(ticket('b', 0));
    queue.push(ticket('c', 0));
    queue.push(ticket('b', 1));
    expect(queue.size).toBe(7);
    expect(order(queue)).toEqual(['a0', 'b0', 'c0', 'a1', 'b1', 'a2', 'a3']);
    expect(queue.size).toBe(0);
  });

  it('frees a place that was given up, once', () => {
    const queue = new FairQueue<Ticket>();
    const [first, second] = [ticket('a', 0), ticket('a', 1)];
    queue.push(first);
    queue.push(second);
    expect(queue.remove(first)).toBe(true);
    expect(queue.remove(first)).toBe(false);
    expect(order(queue)).toEqual(['a1']);
    expect(queue.remove(second)).toBe(false);
  });

  it('never keeps a client waiting for more than one turn of each other', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1 }),
        clients => {
          const queue = new FairQueue<Ticket>();
          clients.forEach((client, number) =>
            queue.push(ticket(client, number)),
          );
          const seen: Ticket[] = [];
          for (let next = queue.shift(); next; next = queue.shift())
            seen.push(next);
          expect(seen).toHaveLength(clients.length);
          for (const client of new Set(clients)) {
            const own = seen.filter(item => item.client === client);
            expect(own).toEqual([...own].sort((x, y) => x.number - y.number));
            const first = seen.indexOf(own[0]);
            expect(first).toBeLessThan(new Set(clients).size);
          }
        },
      ),
    );
  });
});

import { storedDeployment } from '../observe/__testUtils__/observed';
import { testObserved } from '../store/__testUtils__';
import { deriveUnreachable } from './deriveUnreachable';

const now = Date.parse('2026-01-01T00:02:00Z');
const since = '2026-01-01T00:00:00Z';

it.each([
  [{ message: 'refused', since }, 'Not observed; last known 2 min ago: Ready'],
  [
    { message: 'not configured', since, isRemoved: true },
    'Its cluster is not configured any more; last known: Ready',
  ],
])('says what was seen last, however often it looks: %j', (problem, says) => {
  const stored = storedDeployment();
  let observed = testObserved('ready');
  for (let look = 0; look < 3; look++) {
    ({ observed } = deriveUnreachable({
      stored: { ...stored, observed },
      revisions: [],
      problem,
      now,
    }));
    expect(observed.state.headline).toBe(says);
  }
});

import { storedDeployment } from '../../observe/__testUtils__/observed';
import { deploymentSummary } from './deploymentSummary';

const now = Date.parse('2026-01-01T00:00:00Z');
const traffic = { requestsPerSecond: 0, errorRatio: 0 };

it.each([
  ['counted by our gateway', undefined, traffic],
  ['unknown where the cluster routes by itself', 'it routes', undefined],
])('says that its requests are %s', (_, ungated, expected) => {
  const facts = { isDefaultCluster: true, traffic, ungated, now };
  expect(deploymentSummary(storedDeployment(), facts).traffic).toEqual(
    expected,
  );
});

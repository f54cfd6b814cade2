import type { RevisionSpec } from '@greenroom/backstage-plugin-model-serving-node';
import type { StoredRevision, Stores } from '../types';

function revision(number: number): StoredRevision {
  const name = `iris-predictor-0000${number}`;
  const spec: RevisionSpec = {
    key: `demo/${name}`,
    name,
    service: { cluster: 'local', namespace: 'demo', name: 'iris' },
    serviceUid: 'u1',
    component: 'predictor',
    pod: { labels: {}, annotations: {}, spec: { containers: [] } },
    modelName: 'iris',
    protocol: 'v2',
  };
  return {
    serviceUid: 'u1',
    component: 'predictor',
    number,
    spec,
    fingerprint: `f${number}`,
    generation: number,
    runtime: { kind: 'ClusterServingRuntime', name: 'r' },
    createdAt: new Date(Date.UTC(2026, 10, 21, 12, number)).toISOString(),
    createdBy: undefined,
  };
}

/** What {@link Stores.revisions} keeps. */
export function describeRevisions(stores: () => Stores): void {
  describe('revisions', () => {
    it('come back as they were added, oldest first, until removed', async () => {
      const { revisions } = stores();
      await revisions.add(revision(1));
      const named = { ...revision(2), canary: 'forest' };
      await revisions.add(named);
      await expect(revisions.list('u1')).resolves.toEqual([revision(1), named]);
      await revisions.remove('u1', 'predictor', 1);
      await expect(revisions.list('u1')).resolves.toEqual([named]);
    });

    it('of one number are made once', async () => {
      const { revisions } = stores();
      const results = await Promise.allSettled([
        revisions.add(revision(1)),
        revisions.add(revision(1)),
      ]);
      expect(results.map(({ status }) => status).sort()).toEqual([
        'fulfilled',
        'rejected',
      ]);
      await expect(revisions.add(revision(1))).rejects.toMatchObject({
        name: 'ConflictError',
      });
    });
  });
}

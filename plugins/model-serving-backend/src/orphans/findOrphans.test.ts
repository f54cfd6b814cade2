import type { ServiceInventory } from '@greenroom/backstage-plugin-model-serving-node';
import { findOrphans } from './findOrphans';

const found = (change: Partial<ServiceInventory>): ServiceInventory => ({
  namespace: 'demo',
  name: 'iris',
  serviceUid: 'uid-1',
  portal: 'here',
  objects: [{ kind: 'Deployment', name: 'iris-predictor-00001' }],
  replicas: 2,
  since: '2026-01-02T03:00:00Z',
  ...change,
});

const ask = (inventory: readonly ServiceInventory[], stored: string[] = []) =>
  findOrphans({
    cluster: 'kube',
    inventory,
    stored: new Set(stored),
    portal: 'here',
  });

describe('findOrphans', () => {
  it('is nothing where all is stored', () => {
    expect(ask([found({})], ['uid-1'])).toEqual([]);
  });

  it('is what has an identity that is not stored, whoever has the name now', () => {
    expect(ask([found({}), found({ serviceUid: 'uid-2' })], ['uid-2'])).toEqual(
      [
        expect.objectContaining({
          cluster: 'kube',
          uid: 'uid-1',
          replicas: 2,
          isOurs: true,
          message: expect.stringContaining('restored backup'),
        }),
      ],
    );
  });

  it.each([
    ['another portal', 'there', 'Another portal made it'],
    ['nobody says which portal', undefined, 'does not say which portal'],
  ])('is not ours where %s made it', (_who, portal, says) => {
    const { portal: _portal, ...unmarked } = found({});
    const [orphan] = ask([portal ? found({ portal }) : unmarked]);
    expect(orphan.isOurs).toBe(false);
    expect(orphan.message).toContain(says);
    expect(orphan.message).toContain(
      'kubectl delete deployments,services -n demo -l greenroom/service-uid=uid-1',
    );
  });

  it('comes in the order of names', () => {
    const all = ask([
      found({ name: 'b', serviceUid: '1' }),
      found({ name: 'a', serviceUid: '2' }),
      found({ namespace: 'ahead', name: 'c', serviceUid: '3' }),
    ]);
    expect(all.map(({ namespace, name }) => `${namespace}/${name}`)).toEqual([
      'ahead/c',
      'demo/a',
      'demo/b',
    ]);
  });
});

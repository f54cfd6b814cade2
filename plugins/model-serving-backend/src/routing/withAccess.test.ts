import { SnapshotContent } from './types';
import { withAccess } from './withAccess';

const route = (id: string) => ({ id, hosts: [], targets: [] });
const content: SnapshotContent = {
  routes: [
    route('demo/digits'),
    route('demo/iris'),
    route('demo/iris/predictor'),
  ],
  revisions: {},
};
const tokens = {
  hash: { id: 'a', routes: ['demo/iris'], verbs: ['infer' as const] },
};
const facts = {
  tokens,
  keyHash: (holder: string, service: { namespace: string; name: string }) =>
    `${holder} of ${service.namespace}/${service.name}`,
};

describe('withAccess', () => {
  it('asks callers for tokens where services do, and components always for their key', () => {
    const asking = new Map([['demo/iris', { acceptsApiKey: true }]]);
    expect(withAccess(content, id => asking.get(id), facts)).toEqual({
      revisions: {},
      tokens,
      routes: [
        route('demo/digits'),
        {
          ...route('demo/iris'),
          access: {
            kind: 'token',
            keys: ['portal of demo/iris'],
            acceptsApiKey: true,
          },
        },
        {
          ...route('demo/iris/predictor'),
          access: { kind: 'component', keys: ['component of demo/iris'] },
        },
      ],
    });
  });
});

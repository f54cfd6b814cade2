import { snapshotDefect } from '@greenroom/backstage-plugin-model-serving-common';
import type { RevisionFacts } from '@greenroom/backstage-plugin-model-serving-common';
import { changedRoutes } from './changedRoutes';
import { compileSnapshot } from './compileSnapshot';
import { RouteIntent } from './types';

const key = (component: string) => `demo/iris-${component}-00001`;
const to = (component: string) => [{ revision: key(component), weight: 100 }];

const intent: RouteIntent = {
  id: 'demo/iris',
  serviceUid: 'uid',
  hosts: ['iris-demo.localhost'],
  pathPrefix: '/serving/demo/iris',
  destination: { kind: 'revisions', targets: to('transformer') },
  timeoutMs: 1000,
  explain: { targets: to('explainer'), timeoutMs: 2000 },
  internal: [
    {
      component: 'predictor',
      targets: to('predictor'),
      containerConcurrency: 3,
    },
  ],
};

/** Facts of components with one ready replica each. */
function ready(...components: string[]) {
  return (revision: string): RevisionFacts | undefined =>
    components.some(component => key(component) === revision)
      ? {
          key: revision,
          desired: 1,
          fetch: { state: 'not-needed' },
          replicas: [
            {
              id: 'r',
              state: 'ready',
              restarts: 0,
              endpoint: { host: '127.0.0.1', port: 4000 },
            },
          ],
          observedAt: '',
        }
      : undefined;
}
const all = ready('predictor', 'transformer', 'explainer');
const service = { namespace: 'demo', name: 'iris' };

describe('compileSnapshot, of several components', () => {
  it('makes the route of the service, and one inside it', () => {
    const content = compileSnapshot([intent], all);
    expect(content.routes).toEqual([
      {
        id: 'demo/iris',
        hosts: ['iris-demo.localhost'],
        pathPrefix: '/serving/demo/iris',
        service,
        targets: to('transformer'),
        timeoutMs: 1000,
        explain: { targets: to('explainer'), timeoutMs: 2000 },
      },
      {
        id: 'demo/iris/predictor',
        hosts: [],
        pathPrefix: '/components/demo/iris/predictor',
        service,
        targets: to('predictor'),
      },
    ]);
    expect(content.revisions[key('predictor')].containerConcurrency).toBe(3);
    expect(
      content.revisions[key('transformer')].containerConcurrency,
    ).toBeUndefined();
    expect(
      snapshotDefect({ version: 1, epoch: 'e', ...content }),
    ).toBeUndefined();
  });

  it('answers for each branch that has no replica, and no other', () => {
    const content = compileSnapshot([intent], ready('transformer'));
    const [route, internal] = content.routes;
    expect(route.unavailable).toBeUndefined();
    expect(route.explain?.unavailable).toMatchObject({
      reason: 'NotReady',
      message:
        "The explainer of the model 'demo/iris' has no replica that is ready.",
    });
    expect(internal.unavailable).toMatchObject({
      reason: 'NotReady',
      message:
        "The predictor of the model 'demo/iris' has no replica that is ready.",
    });
  });

  it('keeps what is inside a service that stops, or goes, while that is asked for', () => {
    const { explain: _explain, ...rest } = intent;
    const ids = (destination: RouteIntent['destination']) =>
      compileSnapshot([{ ...rest, destination }], all).routes.map(
        ({ id, unavailable }) => [id, unavailable?.reason],
      );
    expect(ids({ kind: 'stopped' })).toEqual([
      ['demo/iris', 'Stopped'],
      ['demo/iris/predictor', undefined],
    ]);
    expect(ids({ kind: 'none' })).toEqual([['demo/iris/predictor', undefined]]);
  });

  it('says that a route changed when only its explainer did', () => {
    const before = compileSnapshot([intent], all);
    const after = compileSnapshot([intent], ready('predictor', 'transformer'));
    expect([...changedRoutes(before, after)]).toEqual(['demo/iris']);
    expect([...changedRoutes(before, before)]).toEqual([]);
  });
});

it.each`
  situation                | explain                                                                     | defect
  ${'no list'}             | ${{}}                                                                       | ${'routes[0].explain.targets is not a list'}
  ${'an unknown revision'} | ${{ targets: [{ revision: 'x', weight: 1 }] }}                              | ${"routes[0].explain names the unknown revision 'x'"}
  ${'neither of the two'}  | ${{ targets: [] }}                                                          | ${'routes[0].explain has neither targets nor a reason'}
  ${'nothing wrong'}       | ${{ targets: [], unavailable: { status: 503, reason: 'a', message: 'b' } }} | ${undefined}
`('finds $situation in a branch for explanations', ({ explain, defect }) => {
  const { routes, revisions } = compileSnapshot([intent], all);
  expect(
    snapshotDefect({
      version: 1,
      epoch: 'e',
      routes: [{ ...routes[0], explain }, routes[1]],
      revisions,
    }),
  ).toBe(defect);
});

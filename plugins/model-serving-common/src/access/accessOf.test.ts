import { annotations, VISIBILITY_LABEL } from '../constants';
import { InferenceService } from '../resources';
import {
  accessOf,
  accessWithoutGateway,
  isReachable,
  opensRoute,
} from './accessOf';

function service(auth?: string, visibility?: string): InferenceService {
  return {
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: {
      name: 'iris',
      ...(auth && { annotations: { [annotations.enableAuth]: auth } }),
      ...(visibility && { labels: { [VISIBILITY_LABEL]: visibility } }),
    },
    spec: { predictor: {} },
  };
}

describe('accessOf', () => {
  it.each`
    auth         | visibility         | reached  | access
    ${undefined} | ${undefined}       | ${false} | ${'open'}
    ${undefined} | ${undefined}       | ${true}  | ${'token'}
    ${undefined} | ${'exposed'}       | ${false} | ${'token'}
    ${undefined} | ${'cluster-local'} | ${false} | ${'internal'}
    ${undefined} | ${'cluster-local'} | ${true}  | ${'token'}
    ${'true'}    | ${undefined}       | ${false} | ${'token'}
    ${'true'}    | ${'cluster-local'} | ${false} | ${'token'}
    ${'false'}   | ${undefined}       | ${true}  | ${'open'}
    ${'false'}   | ${'exposed'}       | ${true}  | ${'open'}
    ${'false'}   | ${'cluster-local'} | ${true}  | ${'internal'}
    ${'yes'}     | ${undefined}       | ${true}  | ${'token'}
  `(
    'enable-auth $auth, visibility $visibility, reached $reached: $access',
    ({ auth, visibility, reached, access }) => {
      expect(accessOf(service(auth, visibility), reached)).toBe(access);
    },
  );
});

describe('accessOf, as Open Data Hub reads it', () => {
  it.each`
    auth         | visibility         | access
    ${undefined} | ${undefined}       | ${'internal'}
    ${'false'}   | ${undefined}       | ${'internal'}
    ${'false'}   | ${'cluster-local'} | ${'internal'}
    ${undefined} | ${'exposed'}       | ${'open'}
    ${'false'}   | ${'exposed'}       | ${'open'}
    ${'true'}    | ${'exposed'}       | ${'token'}
    ${'true'}    | ${undefined}       | ${'token'}
  `(
    'enable-auth $auth, visibility $visibility: $access',
    ({ auth, visibility, access }) => {
      for (const reached of [true, false]) {
        expect(accessOf(service(auth, visibility), reached, 'odh')).toBe(
          access,
        );
      }
    },
  );
});

describe('accessWithoutGateway', () => {
  it.each`
    auth         | visibility         | kserve        | odh
    ${undefined} | ${undefined}       | ${'open'}     | ${'open'}
    ${undefined} | ${'cluster-local'} | ${'internal'} | ${'internal'}
    ${'false'}   | ${undefined}       | ${'open'}     | ${'open'}
    ${'true'}    | ${undefined}       | ${'open'}     | ${'token'}
    ${'true'}    | ${'cluster-local'} | ${'internal'} | ${'token'}
  `(
    'enable-auth $auth, visibility $visibility: $kserve, with Open Data Hub $odh',
    ({ auth, visibility, kserve, odh }) => {
      const written = service(auth, visibility);
      expect(accessWithoutGateway(written)).toBe(kserve);
      expect(accessWithoutGateway(written, 'odh')).toBe(odh);
    },
  );
});

describe('opensRoute, as Open Data Hub reads it', () => {
  const hidden = service('false');
  const exposed = service('false', 'exposed');
  const guarded = service('true', 'exposed');
  it.each`
    situation                          | after              | before       | opens
    ${'new and hidden'}                | ${hidden}          | ${undefined} | ${false}
    ${'new, exposed, with tokens'}     | ${guarded}         | ${undefined} | ${false}
    ${'new, exposed, without tokens'}  | ${exposed}         | ${undefined} | ${true}
    ${'exposed now'}                   | ${exposed}         | ${hidden}    | ${true}
    ${'exposed before'}                | ${exposed}         | ${exposed}   | ${false}
    ${'no token asked for any more'}   | ${exposed}         | ${guarded}   | ${true}
    ${'the same, hidden at once'}      | ${hidden}          | ${guarded}   | ${true}
    ${'hidden, with tokens as before'} | ${service('true')} | ${guarded}   | ${false}
  `('$situation: $opens', ({ after, before, opens }) => {
    expect(opensRoute(after, before, true, 'odh')).toBe(opens);
  });
});

describe('opensRoute', () => {
  it.each`
    situation                                  | after                           | before                    | reached  | opens
    ${'new, on this machine, says nothing'}    | ${service()}                    | ${undefined}              | ${false} | ${false}
    ${'new, reached, says nothing'}            | ${service()}                    | ${undefined}              | ${true}  | ${false}
    ${'new, says no'}                          | ${service('false')}             | ${undefined}              | ${false} | ${true}
    ${'switched off'}                          | ${service('false')}             | ${service('true')}        | ${false} | ${true}
    ${'taken out, on this machine'}            | ${service()}                    | ${service('true')}        | ${false} | ${true}
    ${'taken out, reached: needed by default'} | ${service()}                    | ${service('true')}        | ${true}  | ${false}
    ${'was off before'}                        | ${service('false')}             | ${service('false')}       | ${true}  | ${false}
    ${'switched off where it was by default'}  | ${service('false')}             | ${service()}              | ${true}  | ${true}
    ${'switched on'}                           | ${service('true')}              | ${service('false')}       | ${true}  | ${false}
    ${'hidden, not exposed any more'}          | ${service('', 'cluster-local')} | ${service('', 'exposed')} | ${false} | ${true}
  `('$situation: $opens', ({ after, before, reached, opens }) => {
    expect(opensRoute(after, before, reached)).toBe(opens);
  });
});

describe('isReachable', () => {
  it.each`
    gatewayUrl                 | reached
    ${'http://localhost:8080'} | ${false}
    ${'http://127.0.0.1:8080'} | ${false}
    ${'http://[::1]:8080'}     | ${false}
    ${'http://models.example'} | ${true}
    ${'http://10.0.0.5:8080'}  | ${true}
    ${'http://0.0.0.0:8080'}   | ${true}
    ${'http://localhost.evil'} | ${true}
    ${undefined}               | ${false}
  `('$gatewayUrl: $reached', ({ gatewayUrl, reached }) => {
    expect(isReachable({ gatewayUrl })).toBe(reached);
  });
});

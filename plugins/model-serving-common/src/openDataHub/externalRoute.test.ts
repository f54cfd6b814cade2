import { VISIBILITY_LABEL } from '../constants';
import { isExposed, routeProfileOf, visibilityFor } from './externalRoute';

const labelled = (visibility: string | undefined) => ({
  metadata: {
    name: 'iris',
    ...(visibility && { labels: { [VISIBILITY_LABEL]: visibility } }),
  },
});

describe('isExposed', () => {
  it.each`
    visibility         | kserve   | odh
    ${undefined}       | ${true}  | ${false}
    ${'cluster-local'} | ${false} | ${false}
    ${'exposed'}       | ${true}  | ${true}
    ${'Exposed'}       | ${true}  | ${false}
  `(
    'label $visibility: KServe $kserve, Open Data Hub $odh',
    ({ visibility, kserve, odh }) => {
      expect(isExposed(labelled(visibility), 'kserve')).toBe(kserve);
      expect(isExposed(labelled(visibility), 'odh')).toBe(odh);
    },
  );
});

describe('visibilityFor', () => {
  it.each`
    profile     | exposed
    ${'kserve'} | ${true}
    ${'kserve'} | ${false}
    ${'odh'}    | ${true}
    ${'odh'}    | ${false}
  `('$profile reads $exposed as it was written', ({ profile, exposed }) => {
    expect(isExposed(labelled(visibilityFor(exposed, profile)), profile)).toBe(
      exposed,
    );
  });
});

describe('routeProfileOf', () => {
  it.each([
    [undefined, 'kserve'],
    [false, 'kserve'],
    [true, 'odh'],
  ])('%s: %s', (openDataHub, profile) => {
    expect(routeProfileOf({ openDataHub })).toBe(profile);
  });
});

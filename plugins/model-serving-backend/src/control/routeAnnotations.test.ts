import { routeAnnotations } from './routeAnnotations';

describe('annotations of what lets requests in', () => {
  it.each`
    name                                                  | goes
    ${'nginx.ingress.kubernetes.io/proxy-body-size'}      | ${true}
    ${'serving.kserve.io/deploymentMode'}                 | ${true}
    ${'greenroom/canary-guard'}                           | ${false}
    ${'kubectl.kubernetes.io/last-applied-configuration'} | ${false}
  `('$name: $goes', ({ name, goes }) => {
    expect(routeAnnotations({ [name]: 'x' })).toEqual(
      goes ? { [name]: 'x' } : {},
    );
  });

  it('are none where the service has none', () => {
    expect(routeAnnotations(undefined)).toEqual({});
  });
});

import { isOlderThanMadeFor, kserveVersion } from './kserveVersion';

const image = (tag: string) => ['proxy:1', `quay.io:443/kserve/c:${tag}`];
const label = (version: string) => ({ 'app.kubernetes.io/version': version });
const chart = (name: string) => ({ 'helm.sh/chart': name });

describe('kserveVersion', () => {
  it.each`
    evidence                                                                   | version          | from
    ${{ images: image('v0.20.0@sha256:ab') }}                                  | ${'v0.20.0'}     | ${'the image of its controller'}
    ${{ images: image('v0.20.0'), controllerLabels: label('v0.19.0') }}        | ${'v0.20.0'}     | ${'the image of its controller'}
    ${{ images: image('latest'), controllerLabels: label('v0.19.0') }}         | ${'v0.19.0'}     | ${'the label app.kubernetes.io/version of its controller'}
    ${{ images: ['x/kserve@sha256:ab'], controllerLabels: label('0.19.0') }}   | ${'0.19.0'}      | ${'the label app.kubernetes.io/version of its controller'}
    ${{ controllerLabels: chart('kserve-resources-v0.18.0-rc1') }}             | ${'v0.18.0-rc1'} | ${'the label helm.sh/chart of its controller'}
    ${{ controllerLabels: label('stable'), definitionLabels: label('v0.17') }} | ${'v0.17'}       | ${'the label app.kubernetes.io/version of its definitions'}
    ${{ definitionLabels: chart('kserve-crd-v0.16.0') }}                       | ${'v0.16.0'}     | ${'the label helm.sh/chart of its definitions'}
    ${{ images: image('stable') }}                                             | ${'stable'}      | ${'the image of its controller'}
  `('is $version by $from', ({ evidence, version, from }) => {
    expect(kserveVersion(evidence)).toEqual({ version, from });
  });

  it('is unknown where nothing tells it', () => {
    expect(kserveVersion({})).toBeUndefined();
    expect(
      kserveVersion({
        images: ['kserve@sha256:ab'],
        controllerLabels: chart('kserve'),
      }),
    ).toBeUndefined();
  });
});

describe('isOlderThanMadeFor', () => {
  it.each`
    version          | isOlder
    ${'v0.19.3'}     | ${true}
    ${'0.9.0'}       | ${true}
    ${'v0.20.0'}     | ${false}
    ${'v0.20.0-rc1'} | ${false}
    ${'v0.21.0'}     | ${false}
    ${'1.0.0'}       | ${false}
    ${'stable'}      | ${false}
    ${'v2024.1'}     | ${false}
  `('$version: $isOlder', ({ version, isOlder }) => {
    expect(isOlderThanMadeFor(version)).toBe(isOlder);
  });
});

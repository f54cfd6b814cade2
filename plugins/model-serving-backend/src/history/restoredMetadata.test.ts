import type { ObjectMeta } from '@greenroom/backstage-plugin-model-serving-common';
import { restoredMetadata } from './restoredMetadata';

const named: ObjectMeta = { name: 'flow', namespace: 'demo' };

describe('restoredMetadata', () => {
  it.each<[string, string]>([
    ['the owner', 'greenroom/owner'],
    ['the name for people', 'openshift.io/display-name'],
    ['whether it is stopped', 'serving.kserve.io/stop'],
    ['whether callers need a token', 'security.opendatahub.io/enable-auth'],
  ])('leaves %s as it is now', (_what, key) => {
    const now = { ...named, annotations: { [key]: 'now' } };
    const then = { ...named, annotations: { [key]: 'then' } };
    expect(restoredMetadata(now, then).annotations).toEqual({ [key]: 'now' });
    expect(restoredMetadata(named, then).annotations).toEqual({});
  });

  it.each<[string, string]>([
    ['its headers', 'greenroom/graph-headers'],
    ['its profile', 'greenroom/graph-profile'],
    ['timeouts, retries and merging of its steps', 'greenroom/graph-steps'],
    ['annotations of what runs', 'example.com/log'],
  ])('takes %s back with the spec, also where there was none', (_what, key) => {
    const now = { ...named, annotations: { [key]: 'now' } };
    const then = { ...named, annotations: { [key]: 'then' } };
    expect(restoredMetadata(now, then).annotations).toEqual({ [key]: 'then' });
    expect(restoredMetadata(now, named).annotations).toEqual({});
  });

  it('leaves who may reach it as it is now, and restores other labels', () => {
    const visibility = 'networking.kserve.io/visibility';
    const now = {
      ...named,
      labels: { [visibility]: 'cluster-local', sidecar: 'off', fresh: 'yes' },
    };
    const then = { ...named, labels: { sidecar: 'on' } };
    expect(restoredMetadata(now, then).labels).toEqual({
      [visibility]: 'cluster-local',
      sidecar: 'on',
    });
  });

  it('keeps all else: it is the resource of now', () => {
    const now = { ...named, resourceVersion: '7' };
    const then = { ...named, resourceVersion: '3' };
    expect(restoredMetadata(now, then)).toMatchObject({ resourceVersion: '7' });
  });
});

import { resolve } from 'node:path';
import type {
  DeploymentDetail,
  InferenceService,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Deployments } from './Deployments';
import { runtime } from './misbehavior';

/** A version of a deployment whose answers name it. */
export interface NamedVersion {
  readonly version: string;
  readonly fault?: 'fails' | 'slow';
}

/** What a portal with such deployments is told. */
export const namingServer = {
  programs: {
    naming: {
      command: process.execPath,
      args: [resolve(__dirname, '../__fixtures__/naming.js')],
    },
  },
  runtimes: [
    runtime('naming', {
      command: ['naming'], // With its folder, which says whose it is
      args: ['$(PORT)', '/mnt/models'],
    }),
  ],
};

/** The variables that make a version what it is. */
export function variablesOf({ version, fault }: NamedVersion) {
  return [
    { name: 'VERSION', value: version },
    { name: 'FAULT', value: fault ?? '' },
  ];
}

/** A deployment whose answers say which version of it they are of. */
export function namingService(
  deployments: Deployments,
  name: string,
  version: NamedVersion,
): InferenceService {
  const service = deployments.service(name, 'samples');
  const { predictor } = service.spec;
  if (predictor.model) {
    predictor.model.runtime = 'naming';
    predictor.model.env = variablesOf(version);
  }
  return service;
}

/** The share of a revision, by its number. */
export function percentOf(
  { revisions }: DeploymentDetail,
  number: number,
): number | undefined {
  return revisions.find(revision => revision.number === number)?.percent;
}

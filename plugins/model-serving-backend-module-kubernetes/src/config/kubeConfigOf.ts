import { readFileSync } from 'node:fs';
import { KubeConfig } from '@kubernetes/client-node';
import type { ClusterAccess } from './types';

const NAME = 'greenroom';

/**
 * The Kubernetes client's own form of how a cluster is reached.
 * @throws Error if a file cannot be read or a context is not there
 */
export function kubeConfigOf(access: ClusterAccess): KubeConfig {
  const config = new KubeConfig();
  if (access.kind === 'in-cluster') {
    config.loadFromCluster();
  } else if (access.kind === 'kubeconfig') {
    if (access.file) config.loadFromFile(access.file);
    else config.loadFromDefault();
    if (access.context) chooseContext(config, access.context);
  } else {
    const { url, caData, caFile, skipTLSVerify, token, tokenFile } = access;
    const ca = caFile ? readFileSync(caFile).toString('base64') : caData;
    config.loadFromOptions({
      clusters: [
        {
          name: NAME,
          server: url,
          skipTLSVerify,
          ...(ca ? { caData: ca } : {}),
        },
      ],
      users: [
        {
          name: NAME,
          ...(tokenFile
            ? { authProvider: { name: 'tokenFile', config: { tokenFile } } }
            : { token }),
        },
      ],
      contexts: [{ name: NAME, cluster: NAME, user: NAME }],
      currentContext: NAME,
    });
  }
  return config;
}

function chooseContext(config: KubeConfig, context: string): void {
  const names = config.getContexts().map(({ name }) => name);
  if (!names.includes(context)) {
    throw new Error(
      `the kubeconfig has no context '${context}'; it has ${names.join(', ')}`,
    );
  }
  config.setCurrentContext(context);
}

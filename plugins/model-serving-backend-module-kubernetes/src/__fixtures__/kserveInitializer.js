// Stands in for the image of KServe's storage initializer. That is a program that is given pairs of URI and folder as
// arguments and its credentials as variables and files, and that leaves the model in the folder; what it does not know it
// does not read. This one demands exactly what KServe's webhook gives it, by the scheme of the URI, and says what differs.
'use strict';

const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const KEY_FILE = '/var/secrets/gcloud-application-credentials.json';
const EXPECTED = {
  s3: {
    AWS_ACCESS_KEY_ID: 'reader',
    AWS_SECRET_ACCESS_KEY: 'not-a-real-secret',
    S3_USE_HTTPS: '0',
    S3_ENDPOINT: 'minio.storage:9000',
    AWS_ENDPOINT_URL: 'http://minio.storage:9000',
    S3_VERIFY_SSL: '0',
    AWS_DEFAULT_REGION: 'eu-west-1',
  },
  gs: { GOOGLE_APPLICATION_CREDENTIALS: KEY_FILE },
  hf: { HF_TOKEN: 'hf_not-a-real-token' },
};
/** Whatever the scheme. */
const ALWAYS = {
  HF_HUB_ENABLE_HF_TRANSFER: '1',
  HF_XET_HIGH_PERFORMANCE: '1',
  HF_XET_NUM_CONCURRENT_RANGE_GETS: '8',
};
/** What Kubernetes and the image itself put there. */
const OTHERS =
  /^(PATH|HOME|HOSTNAME|PWD|TERM|SHLVL|NODE_.*|.*_SERVICE_(HOST|PORT).*|.*_PORT(_.*)?)$/;

function differences() {
  const [uri, folder, ...more] = process.argv.slice(2);
  const said = [];
  if (folder !== '/mnt/models' || more.length > 0)
    said.push(`arguments ${JSON.stringify(process.argv.slice(2))}`);
  const scheme = String(uri).split('://')[0];
  const expected = { ...ALWAYS, ...EXPECTED[scheme] };
  const given = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !OTHERS.test(name)),
  );
  for (const name of new Set([
    ...Object.keys(expected),
    ...Object.keys(given),
  ])) {
    if (given[name] !== expected[name])
      said.push(`${name}: ${given[name]}, not ${expected[name]}`);
  }
  if (scheme === 'gs') {
    const { type } = JSON.parse(readFileSync(KEY_FILE, 'utf8'));
    if (type !== 'service_account') said.push(`key file of type ${type}`);
  }
  if (said.length === 0) writeFileSync(join(folder, 'model.txt'), uri);
  return said;
}

const said = differences();
for (const line of said) console.error(line);
process.exit(said.length === 0 ? 0 : 1);

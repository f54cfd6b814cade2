import { modelUriOf } from '../pod';
import { Rule } from './rule';
import { schemeOf } from './storageUri';

const PATH = 'spec.predictor.model.confidential';
const RESOURCE_ID =
  /^kbs:\/\/\/[a-zA-Z0-9_.-]+\/[a-zA-Z0-9_.-]+\/[a-zA-Z0-9_.-]+$/;

/** Rule 8: an encrypted model. Source: kserve-resources §5.3. */
export const confidentialRules: Rule = ({ service, predictor, messages }) => {
  const { confidential } = predictor.model ?? {};
  if (!confidential?.enabled) return;
  const { uri } = modelUriOf(service);
  if (!uri) {
    messages.error(
      PATH,
      'confidential model serving requires storageUri to be set',
    );
  }
  const scheme = uri ? schemeOf(uri) : '';
  const family = /^(oci|pvc)\b/.exec(scheme)?.[1];
  if (family) {
    messages.warn(
      PATH,
      `confidential has no effect with ${family.toUpperCase()} URIs; ${
        family === 'oci'
          ? 'the image is decrypted when it is pulled'
          : 'the volume is mounted as it is'
      }`,
    );
  }
  const { resourceId } = confidential;
  if (resourceId && !RESOURCE_ID.test(resourceId)) {
    messages.error(
      `${PATH}.resourceId`,
      `confidential resourceId "${resourceId}" must be in the format kbs:///<repo>/<type>/<tag>`,
    );
  }
};

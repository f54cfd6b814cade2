import { Container } from '../resources';
import { Profile } from '../settings';

/** The tag at the end of an image name; the port of a registry is followed by a slash and does not match. */
const TAG = /:[\w.-]*$/;
const GPU_TAGGED: readonly string[] = [
  'tensorflow-serving',
  'torchserve',
  'huggingfaceserver',
];
const OTHER_ACCELERATORS: readonly string[] = [
  'amd.com/gpu',
  'intel.com/gpu',
  'habana.ai/gaudi',
];

/**
 * The image that really runs: `runtimeVersion` replaces the tag; else servers that come in a GPU and a CPU variant get
 * the one that fits the limits. An image with a digest stays. Source: kserve-resources §8.5.
 */
export function imageOf(options: {
  readonly container: Container;
  readonly runtimeVersion?: string;
  readonly serverType?: string;
  readonly profile: Profile;
}): string | undefined {
  const { container, runtimeVersion, serverType, profile } = options;
  const { image } = container;
  if (!image || image.includes('@sha256:')) return image;
  if (runtimeVersion) return `${image.replace(TAG, '')}:${runtimeVersion}`;
  if (!TAG.test(image) || !serverType) return image;
  const limits = Object.keys(container.resources?.limits ?? {});
  const hasNvidia = limits.some(
    name => name === 'nvidia.com/gpu' || name.startsWith('nvidia.com/mig'),
  );
  if (hasNvidia) {
    return GPU_TAGGED.includes(serverType) && !image.endsWith('-gpu')
      ? `${image}-gpu`
      : image;
  }
  // Upstream takes a server with another vendor's accelerator for one without any.
  const hasOther = limits.some(name => OTHER_ACCELERATORS.includes(name));
  if (serverType !== 'vllmserver' || (hasOther && profile === 'greenroom')) {
    return image;
  }
  const repository = image.replace(TAG, '');
  const tag = image.slice(repository.length);
  return repository.endsWith('-cpu') ? image : `${repository}-cpu${tag}`;
}

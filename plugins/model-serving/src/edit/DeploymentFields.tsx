import { Flex, NumberField, TextAreaField, TextField } from '@backstage/ui';
import {
  annotations,
  connectionNamed,
  DeploymentDetail,
  ResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import {
  BatcherInput,
  clusterNamed,
  HardwareChoice,
  HardwareProfileInput,
  InputError,
  KeyValueInput,
  LinesInput,
  LoggerInput,
  ModelFormatInput,
  ModelPathInput,
  ModelSizeInput,
  NotOffered,
  ReplicasInput,
  routingOf,
  RuntimeInput,
} from '../inputs';
import { useClusters } from '../live';
import { AdvancedScalingInput, scalerOn } from '../scaling';
import { DeploymentForm, FormField } from './deploymentForm';
import { fieldLabels } from './fieldLabels';

/** The fields of the form, the same components as in templates. */
export function DeploymentFields(props: {
  deployment: DeploymentDetail;
  form: DeploymentForm;
  errors: Partial<Record<FormField, string>>;
  onChange: (changes: Partial<DeploymentForm>) => void;
}) {
  const { deployment, form, errors, onChange } = props;
  const { ref, resource } = deployment;
  const { resources, storage, storageUri } =
    resource.spec.predictor.model ?? {};
  const connection: ResourceRef | undefined = storage?.key
    ? connectionNamed(storage.key, ref)
    : undefined;
  const cluster = clusterNamed(useClusters().value, ref.cluster);
  const routing = routingOf(cluster);
  const scaler = scalerOn(cluster, resource.metadata.annotations, {
    scaleMetric: form.replicas.metric,
    autoScaling: resource.spec.predictor.autoScaling,
  });
  return (
    <Flex direction="column" gap="5">
      <TextField
        label={fieldLabels.title}
        isRequired
        validationBehavior="aria"
        maxLength={128}
        isInvalid={errors.title !== undefined}
        value={form.title}
        onChange={title => onChange({ title })}
      />
      <InputError error={errors.title} />
      <TextAreaField
        label={fieldLabels.description}
        maxLength={1000}
        rows={3}
        validationBehavior="aria"
        isInvalid={errors.description !== undefined}
        value={form.description}
        onChange={description => onChange({ description })}
      />
      <InputError error={errors.description} />
      {storageUri === undefined ? (
        <ModelPathInput
          label={fieldLabels.location}
          isRequired
          connection={connection}
          value={form.location || undefined}
          error={errors.location}
          onChange={location => onChange({ location: location ?? '' })}
        />
      ) : (
        <>
          <TextField
            label="Model URI"
            isRequired
            validationBehavior="aria"
            isInvalid={errors.location !== undefined}
            value={form.location}
            onChange={location => onChange({ location: location.trim() })}
          />
          <InputError error={errors.location} />
        </>
      )}
      <ModelFormatInput
        label={fieldLabels.format}
        isRequired
        namespace={ref.namespace}
        cluster={ref.cluster}
        value={form.format}
        error={errors.format}
        onChange={format => format && onChange({ format })}
      />
      <RuntimeInput
        label={fieldLabels.runtime}
        namespace={ref.namespace}
        cluster={ref.cluster}
        format={form.format}
        value={form.runtime}
        error={errors.runtime}
        onChange={runtime => onChange({ runtime: runtime ?? '' })}
      />
      <ReplicasInput
        label={fieldLabels.replicas}
        cluster={ref.cluster}
        value={form.replicas}
        error={errors.replicas}
        onChange={replicas => replicas && onChange({ replicas })}
      />
      <AdvancedScalingInput
        label="Advanced scaling"
        scaler={scaler}
        isScaled={form.replicas.max > form.replicas.min}
        value={form}
        annotations={resource.metadata.annotations}
        errors={errors}
        onChange={onChange}
      />
      <HardwareProfileInput
        label={fieldLabels.hardware}
        cluster={ref.cluster}
        namespace={ref.namespace}
        value={form.hardware && { ...form.hardware, resources: form.resources }}
        error={errors.hardware ?? (form.hardware && errors.resources)}
        onChange={chosen => onChange(hardwareChanges(form, chosen))}
      />
      {!form.hardware && (
        <ModelSizeInput
          label={fieldLabels.resources}
          value={form.resources}
          error={errors.resources}
          {...(resources ? {} : { unset: 'As the runtime has it' })}
          onChange={chosen => onChange({ resources: chosen })}
        />
      )}
      <LinesInput
        label={fieldLabels.args}
        description="One per line, added to those of the runtime"
        value={form.args}
        error={errors.args}
        onChange={args => onChange({ args: args ?? [] })}
      />
      <KeyValueInput
        label={fieldLabels.env}
        value={form.env}
        error={errors.env}
        onChange={env => onChange({ env: env ?? [] })}
      />
      <NumberField
        label={fieldLabels.timeout}
        description="Seconds; empty: as the platform has it"
        minValue={0}
        maxValue={1_000_000}
        validationBehavior="aria"
        isInvalid={errors.timeout !== undefined}
        value={form.timeout ?? NaN}
        onChange={timeout =>
          onChange({ timeout: Number.isNaN(timeout) ? undefined : timeout })
        }
      />
      <InputError error={errors.timeout} />
      <CanaryShare
        isKept={routing === 'greenroom' || isKnative(deployment)}
        value={form.canary}
        error={errors.canary}
        onChange={canary => onChange({ canary })}
      />
      <BatcherInput
        label={fieldLabels.batcher}
        routing={routing}
        value={form.batcher}
        error={errors.batcher}
        onChange={batcher => onChange({ batcher })}
      />
      <LoggerInput
        label={fieldLabels.logger}
        routing={routing}
        isBatched={form.batcher !== undefined}
        value={form.logger}
        error={errors.logger}
        onChange={logger => onChange({ logger })}
      />
    </Flex>
  );
}

/** The share of the new version, where what runs there has one; an old one can always be taken away. */
function CanaryShare(props: {
  isKept: boolean;
  value: number | undefined;
  error: string | undefined;
  onChange: (share: number | undefined) => void;
}) {
  const { isKept, value, error, onChange } = props;
  if (!isKept && value === undefined && !error) {
    return (
      <NotOffered label={fieldLabels.canary}>
        Not offered here: KServe shares out requests by it in Knative mode only.
        The tab Rollout adds a canary with a share.
      </NotOffered>
    );
  }
  return (
    <>
      <NumberField
        label={fieldLabels.canary}
        description={
          isKept
            ? 'Percent, from 0 to 99: what is rolled out keeps the rest until you promote the new version. Empty: all of it, as soon as it is ready'
            : 'Does nothing here: KServe shares out requests by it in Knative mode only. Leave it empty'
        }
        minValue={0}
        maxValue={100}
        validationBehavior="aria"
        isInvalid={error !== undefined}
        value={value ?? NaN}
        onChange={share => onChange(Number.isNaN(share) ? undefined : share)}
      />
      <InputError error={error} />
    </>
  );
}

/** By what KServe says of the deployment. */
function isKnative({ resource }: DeploymentDetail): boolean {
  const mode =
    resource.status?.deploymentMode ??
    resource.metadata.annotations?.[annotations.deploymentMode];
  return mode === 'Knative' || mode === 'Serverless';
}

/** Amounts are those of the size, too: without a profile they stay. */
function hardwareChanges(
  { resources: before }: DeploymentForm,
  chosen: HardwareChoice | undefined,
): Partial<DeploymentForm> {
  const { resources = before, ...hardware } = chosen ?? {};
  return { hardware: chosen && (hardware as HardwareChoice), resources };
}

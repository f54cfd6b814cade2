import type { FieldMessage } from '@greenroom/backstage-plugin-model-serving-common';
import type { CopyRule, CopyTarget, Edit } from '../types';
import { containersOf, type LocatedContainer } from './components';

/** What containers of plain Kubernetes are given that mention it (docs/guides/kubernetes.md). */
const OF_OUR_PODS: readonly string[] = [
  'PORT',
  'GATEWAY_HOST',
  'COMPONENT_KEY',
];
/** What programs of a machine are given that mention it. Source: decision 0005. */
const OF_PROGRAMS: readonly string[] = [
  ...OF_OUR_PODS,
  'GRPC_PORT',
  'MODEL_DIR',
  'INSTANCE_ID',
  'STATE_FILE',
];
const VARIABLE = /\$\((\w+)\)/g;

/** Between a place that starts programs by their names, and one that runs images. */
export const programRule: CopyRule = (service, { source, target }) => {
  const containers = containersOf(service);
  if (target.runs === 'programs') {
    const found = containers.flatMap(located => toProgram(located, target));
    return {
      errors: found.filter(({ isError }) => isError).map(messageOf),
      warnings: found.filter(({ isError }) => !isError).map(messageOf),
    };
  }
  return {
    edits:
      source.runs === 'programs'
        ? containers.flatMap(located => toImage(located, target))
        : [],
    errors: containers
      .filter(({ container, isModel }) => !isModel && !container.image)
      .map(({ path }) => ({
        path: `${path}.image`,
        message: `is missing: ${target.settings.cluster} runs images, and nobody but you knows which one holds this program. Take the copy as YAML, name the image there and import it`,
      })),
  };
};

function toImage(
  { at, container, isModel }: LocatedContainer,
  { settings, ungated }: CopyTarget,
): readonly Edit[] {
  const { command, args, env } = container;
  const given: ReadonlySet<string> = new Set([
    ...(ungated === undefined ? OF_OUR_PODS : []),
    ...(env ?? []).map(({ name }) => name),
  ]);
  const kept = args && withoutUnknown(args, given);
  return [
    ...(isModel && command
      ? [
          {
            at: [...at, 'command'],
            to: undefined,
            because: `It names a program; ${settings.cluster} runs images, which bring their own.`,
          },
        ]
      : []),
    ...(kept && kept.length < (args?.length ?? 0)
      ? [
          {
            at: [...at, 'args'],
            to: kept.length > 0 ? kept : undefined,
            because: `Arguments with what only programs of a machine are given: ${settings.cluster} does not give it.`,
          },
        ]
      : []),
  ];
}

/** Without arguments that name what is not given, and without the option of which such an argument is the value. */
function withoutUnknown(
  args: readonly string[],
  given: ReadonlySet<string>,
): readonly string[] {
  const isUnknown = (argument: string | undefined) =>
    [...(argument ?? '').matchAll(VARIABLE)].some(
      ([, name]) => OF_PROGRAMS.includes(name) && !given.has(name),
    );
  return args.filter((argument, i) => {
    const takesNext = argument.startsWith('-') && !argument.includes('=');
    const next = args[i + 1];
    const isOptionOfUnknown =
      takesNext && isUnknown(next) && !next?.startsWith('-');
    return !isUnknown(argument) && !isOptionOfUnknown;
  });
}

interface Found extends FieldMessage {
  readonly isError: boolean;
}

function toProgram(
  { container, path, isModel }: LocatedContainer,
  { settings }: CopyTarget,
): readonly Found[] {
  const { cluster } = settings;
  const [program] = container.command ?? [];
  return [
    ...(!isModel && program === undefined
      ? [
          {
            path: `${path}.command`,
            message: `is missing: ${cluster} starts programs by their names and runs no images. Take the copy as YAML, name a program that the platform team allows there and import it`,
            isError: true,
          },
        ]
      : []),
    ...(program === undefined
      ? []
      : [
          {
            path: `${path}.command`,
            message: `"${program}" has to be the name of a program that the platform team allows on ${cluster}`,
            isError: false,
          },
        ]),
    ...(isModel && container.image
      ? [
          {
            path: `${path}.image`,
            message: `means nothing there: ${cluster} runs no images`,
            isError: false,
          },
        ]
      : []),
    ...(container.env ?? []).flatMap(({ name, valueFrom }, i) =>
      valueFrom
        ? [
            {
              path: `${path}.env[${i}].valueFrom`,
              message: `programs of ${cluster} are given values only: take the copy as YAML, give ${name} a value or leave it out, and import it`,
              isError: true,
            },
          ]
        : [],
    ),
  ];
}

function messageOf({ path, message }: Found): FieldMessage {
  return { path, message };
}

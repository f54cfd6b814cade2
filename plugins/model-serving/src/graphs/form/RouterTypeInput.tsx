import { RouterType } from '@greenroom/backstage-plugin-model-serving-common';
import { SelectInput } from '../../inputs';
import { routerWords } from '../words';

const routerTypes = Object.keys(routerWords) as RouterType[];

const options = routerTypes.map(routerType => ({
  id: routerType,
  label: `${routerType}: ${routerWords[routerType]}`,
}));

/** How the steps of a node run. */
export function RouterTypeInput(props: {
  value: RouterType;
  isDisabled?: boolean;
  onChange: (routerType: RouterType) => void;
}) {
  const { value, isDisabled, onChange } = props;
  return (
    <SelectInput
      label="How its steps run"
      isRequired
      isDisabled={isDisabled}
      value={value}
      options={options}
      onChange={chosen =>
        onChange(routerTypes.find(type => type === chosen) ?? value)
      }
    />
  );
}

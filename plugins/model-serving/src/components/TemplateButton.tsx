import { ReactElement } from 'react';
import { useNavigate } from 'react-router-dom';
import { useRouteRef } from '@backstage/core-plugin-api';
import { Button, Text } from '@backstage/ui';
import { templateRouteRef } from '../routes';

/** A button that opens a software template; where the app has no scaffolder, a sentence instead of a dead button. */
export function TemplateButton(props: {
  /** Name of the template in the namespace `default`. */
  template: string;
  /** What its form begins with, by parameter; empty ones are left out. */
  values?: Readonly<Record<string, string | undefined>>;
  children: string;
  icon?: ReactElement;
}) {
  const { template, values = {}, children, icon } = props;
  const link = useRouteRef(templateRouteRef);
  const navigate = useNavigate();
  if (!link) {
    return (
      <Text color="secondary">
        {children}: run the template {template}
      </Text>
    );
  }
  return (
    <Button
      variant="primary"
      iconStart={icon}
      onPress={() =>
        navigate(
          link({ namespace: 'default', templateName: template }) +
            formDataQuery(values),
        )
      }
    >
      {children}
    </Button>
  );
}

/** As the scaffolder's form reads it. */
function formDataQuery(
  values: Readonly<Record<string, string | undefined>>,
): string {
  const known = Object.entries(values).filter(([, value]) => value);
  return known.length > 0
    ? `?formData=${encodeURIComponent(
        JSON.stringify(Object.fromEntries(known)),
      )}`
    : '';
}

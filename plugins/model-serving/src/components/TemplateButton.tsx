import { ReactElement } from 'react';
import { useNavigate } from 'react-router-dom';
import { useRouteRef } from '@backstage/core-plugin-api';
import { Button, Text } from '@backstage/ui';
import { templateRouteRef } from '../routes';

/** A button that opens a software template; where the app has no scaffolder, a sentence instead of a dead button. */
export function TemplateButton(props: {
  /** Name of the template in the namespace `default`. */
  template: string;
  children: string;
  icon?: ReactElement;
}) {
  const { template, children, icon } = props;
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
        navigate(link({ namespace: 'default', templateName: template }))
      }
    >
      {children}
    </Button>
  );
}

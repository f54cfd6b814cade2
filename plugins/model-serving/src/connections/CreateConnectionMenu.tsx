import { useNavigate } from 'react-router-dom';
import { useRouteRef } from '@backstage/core-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { Button, Menu, MenuItem, MenuTrigger } from '@backstage/ui';
import { RiAddLine } from '@remixicon/react';
import {
  connectionCreatePermission,
  ConnectionType,
} from '@greenroom/backstage-plugin-model-serving-common';
import { templateRouteRef } from '../routes';
import { typeWords } from './connectionWords';

const templates: readonly (readonly [ConnectionType, string])[] = [
  ['s3', 'create-s3-connection'],
  ['uri-v1', 'create-uri-connection'],
  ['oci-v1', 'create-oci-connection'],
];

/** Ways to a new connection: a template for each type, where the app has a scaffolder, and a Secret. */
export function CreateConnectionMenu(props: { onImport: () => void }) {
  const link = useRouteRef(templateRouteRef);
  const navigate = useNavigate();
  const { loading, allowed } = usePermission({
    permission: connectionCreatePermission,
  });
  return (
    <MenuTrigger>
      <Button
        variant="primary"
        iconStart={<RiAddLine />}
        isDisabled={!loading && !allowed}
      >
        Create connection
      </Button>
      <Menu>
        {link &&
          templates.map(([type, templateName]) => (
            <MenuItem
              key={type}
              onAction={() =>
                navigate(link({ namespace: 'default', templateName }))
              }
            >
              {typeWords[type]}
            </MenuItem>
          ))}
        <MenuItem onAction={props.onImport}>From a Secret (YAML)</MenuItem>
      </Menu>
    </MenuTrigger>
  );
}

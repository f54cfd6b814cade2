import { useState } from 'react';
import { Checkbox, Flex, Select, Text, TextField } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  IssuedToken,
  TokenScope,
  TokenVerb,
  tokenVerbs,
} from '@greenroom/backstage-plugin-model-serving-common';
import { ActionDialog } from '../actions';
import { Guarded, tokensApiRef } from '../api';
import { Problem } from '../components';
import { ScopePicker } from './ScopePicker';
import { limitPeriods, verbWords } from './tokenWords';

const HOUR_MS = 60 * 60 * 1000;
const lives = [
  { id: '1', label: '24 hours' },
  { id: '7', label: '7 days' },
  { id: '30', label: '30 days' },
  { id: '90', label: '90 days' },
  { id: '365', label: '1 year' },
];

/** Asks what a token is for, and makes it. */
export function NewTokenDialog(props: {
  guarded: Guarded;
  mayNeverExpire: boolean;
  onIssued: (issued: IssuedToken) => void;
  onClose: () => void;
}) {
  const { guarded, mayNeverExpire, onIssued, onClose } = props;
  const api = useApi(tokensApiRef);
  const [name, setName] = useState('');
  const [consumer, setConsumer] = useState('');
  const [verbs, setVerbs] = useState<readonly TokenVerb[]>(tokenVerbs);
  const [life, setLife] = useState('90');
  const [requests, setRequests] = useState('');
  const [period, setPeriod] = useState('60');
  const [also, setAlso] = useState<readonly TokenScope[]>([]);
  const [error, setError] = useState<Error>();
  const limitIsValid = requests === '' || /^[1-9]\d{0,5}$/.test(requests);

  const create = async () => {
    const expiresAt =
      life === 'never'
        ? life
        : new Date(Date.now() + Number(life) * 24 * HOUR_MS).toISOString();
    try {
      const issued = await api.createToken(guarded, {
        name,
        ...(also.length > 0 ? { also } : {}),
        ...(consumer.trim() ? { consumer } : {}),
        verbs,
        expiresAt,
        ...(requests === ''
          ? {}
          : {
              limit: { requests: Number(requests), seconds: Number(period) },
            }),
      });
      onIssued(issued);
      return true;
    } catch (refusal) {
      setError(refusal as Error);
      return false;
    }
  };
  return (
    <ActionDialog
      title="New token"
      action="Create"
      isDisabled={name.trim() === '' || verbs.length === 0 || !limitIsValid}
      onAction={create}
      onClose={onClose}
    >
      {error && <Problem title="The token was not made" error={error} />}
      <TextField
        label="Name"
        description="What you tell it by; unique in what it opens"
        isRequired
        maxLength={63}
        value={name}
        onChange={setName}
      />
      <TextField
        label="For"
        description="Who will have it, e.g. component:default/web-shop"
        value={consumer}
        onChange={setConsumer}
      />
      <ScopePicker guarded={guarded} value={also} onChange={setAlso} />
      <Select
        label="Expires in"
        options={
          mayNeverExpire ? [...lives, { id: 'never', label: 'Never' }] : lives
        }
        value={life}
        onChange={id => setLife(String(id))}
      />
      <Flex direction="column" gap="1" role="group" aria-label="May">
        <Text>May ask for</Text>
        {tokenVerbs.map(verb => (
          <Checkbox
            key={verb}
            isSelected={verbs.includes(verb)}
            onChange={isSelected =>
              setVerbs(
                tokenVerbs.filter(known =>
                  known === verb ? isSelected : verbs.includes(known),
                ),
              )
            }
          >
            {verbWords[verb]}
          </Checkbox>
        ))}
      </Flex>
      <Flex gap="2" align="end">
        <TextField
          label="At most"
          description="Requests; empty: no limit"
          inputMode="numeric"
          validationBehavior="aria"
          isInvalid={!limitIsValid}
          value={requests}
          onChange={setRequests}
        />
        <Select
          label="Per"
          options={limitPeriods.map(({ seconds, label }) => ({
            id: String(seconds),
            label,
          }))}
          value={period}
          onChange={id => setPeriod(String(id))}
        />
      </Flex>
    </ActionDialog>
  );
}

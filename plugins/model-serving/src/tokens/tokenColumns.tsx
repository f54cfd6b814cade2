import { Fragment } from 'react';
import { Text } from '@backstage/ui';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { TokenView } from '@greenroom/backstage-plugin-model-serving-common';
import { Actor, DataColumn, TimeAgo } from '../components';
import styles from '../components/components.module.css';
import { TokenStateLabel } from './TokenStateLabel';
import {
  opensSeveral,
  limitInWords,
  projectWords,
  scopeKey,
  verbWords,
} from './tokenWords';

const name: DataColumn<TokenView> = {
  id: 'name',
  label: 'Name',
  isRowHeader: true,
  // One element: on a narrow screen a cell is a grid of its label and this
  cell: token => (
    <span>
      {token.name}{' '}
      <Text color="secondary" className={styles.mono}>
        {token.start}…
      </Text>
    </span>
  ),
};

const others: readonly DataColumn<TokenView>[] = [
  {
    id: 'state',
    label: 'State',
    cell: ({ state }) => <TokenStateLabel state={state} />,
  },
  {
    id: 'consumer',
    label: 'For',
    cell: ({ consumer }) => <Actor actor={consumer} />,
  },
  {
    id: 'scope',
    label: 'May',
    cell: ({ verbs, limit }) => (
      <span>
        <span>{verbs.map(verb => verbWords[verb]).join(', ')}</span>
        {limit && <Text color="secondary"> {limitInWords(limit)}</Text>}
      </span>
    ),
  },
  {
    id: 'ends',
    label: 'Ends',
    cell: ({ expiresAt, endsAt, revokedAt }) => {
      const end = revokedAt ?? endsAt ?? expiresAt;
      return end ? <TimeAgo iso={end} /> : 'Never';
    },
  },
  {
    id: 'used',
    label: 'Last used',
    cell: ({ lastUsedAt }) =>
      lastUsedAt ? <TimeAgo iso={lastUsedAt} /> : 'Never',
  },
  {
    id: 'requests',
    label: 'Requests',
    cell: ({ usage }) => (
      <span className={styles.numeric}>
        {usage.requests.toLocaleString()}
        {usage.errors > 0 && ` (${usage.errors.toLocaleString()} failed)`}
        {usage.refused > 0 && `, ${usage.refused.toLocaleString()} refused`}
      </span>
    ),
  },
];

const opens: DataColumn<TokenView> = {
  id: 'opens',
  label: 'Opens',
  cell: token => <Scopes token={token} />,
};

function Scopes(props: { token: TokenView }) {
  const { scopes, hiddenScopes } = props.token;
  return (
    <span>
      {scopes.map((scope, i) => (
        <Fragment key={scopeKey(scope)}>
          {scope.entityRef ? (
            <EntityRefLink entityRef={scope.entityRef} />
          ) : (
            projectWords(scope.namespace)
          )}
          {i < scopes.length - 1 && ', '}
        </Fragment>
      ))}
      {hiddenScopes && (
        <Text color="secondary">
          {scopes.length > 0 && ', '}
          {hiddenScopes} that you may not see
        </Text>
      )}
    </span>
  );
}

/** Tokens that open one deployment or graph. */
export const tokenColumns: readonly DataColumn<TokenView>[] = [
  name,
  ...others,
  {
    ...opens,
    cell: token =>
      opensSeveral(token) ? <Scopes token={token} /> : 'Only this',
  },
  {
    id: 'created',
    label: 'Made',
    cell: ({ createdAt, createdBy }) => (
      <span>
        <TimeAgo iso={createdAt} /> by <Actor actor={createdBy} />
      </span>
    ),
  },
];

/** Tokens wherever they are for. */
export const ownTokenColumns: readonly DataColumn<TokenView>[] = [
  name,
  opens,
  ...others,
];

import { Alert } from '@backstage/ui';

/** What a deletion does, and what it does not, of something whose cluster is not configured any more. */
export function RemovedClusterNotice(props: { cluster: string }) {
  const { cluster } = props;
  return (
    <Alert
      status="warning"
      icon
      title="Its cluster is not configured any more"
      description={`Only what is kept here goes. Nothing on the cluster ${cluster} is touched: what runs there goes on. To see it again instead, ask the platform team to configure the cluster again.`}
    />
  );
}

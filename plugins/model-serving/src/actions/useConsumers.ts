import { useEffect, useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  RELATION_API_CONSUMED_BY,
  RELATION_PROVIDES_API,
} from '@backstage/catalog-model';
import { catalogApiRef } from '@backstage/plugin-catalog-react';

/** Entities that say in the catalog that they consume what a component provides; undefined while or when unknown. */
export function useConsumers(
  componentRef: string,
): readonly string[] | undefined {
  const catalog = useApi(catalogApiRef);
  const [consumers, setConsumers] = useState<readonly string[]>();
  useEffect(() => {
    let wanted = true;
    const read = async () => {
      const component = await catalog.getEntityByRef(componentRef);
      const apis = (component?.relations ?? [])
        .filter(({ type }) => type === RELATION_PROVIDES_API)
        .map(({ targetRef }) => targetRef);
      const { items } = await catalog.getEntitiesByRefs({
        entityRefs: apis,
        fields: ['relations'],
      });
      return items
        .flatMap(api => api?.relations ?? [])
        .filter(({ type }) => type === RELATION_API_CONSUMED_BY)
        .map(({ targetRef }) => targetRef);
    };
    read().then(
      found => wanted && setConsumers([...new Set(found)]),
      // Who consumes it is a courtesy: a catalog that does not answer must not keep anybody from deleting.
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [catalog, componentRef]);
  return consumers;
}

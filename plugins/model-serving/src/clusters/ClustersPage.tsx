import { Route, Routes } from 'react-router-dom';
import { ClusterContent } from './ClusterContent';
import { ClustersContent } from './ClustersContent';

/** The sub-page `clusters`: the list, and one cluster below it. */
export function ClustersPage() {
  return (
    <Routes>
      <Route index element={<ClustersContent />} />
      <Route path=":cluster" element={<ClusterContent />} />
    </Routes>
  );
}

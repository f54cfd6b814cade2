import { Route, Routes } from 'react-router-dom';
import { DeploymentsContent } from './DeploymentsContent';

/** The sub-page `deployments`. */
export function DeploymentsPage() {
  return (
    <Routes>
      <Route index element={<DeploymentsContent />} />
    </Routes>
  );
}

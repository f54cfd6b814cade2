import { Route, Routes } from 'react-router-dom';
import { EditDeploymentContent } from '../edit';
import { DeploymentsContent } from './DeploymentsContent';

/** The sub-page `deployments`: the list, and the form of one deployment below it. */
export function DeploymentsPage() {
  return (
    <Routes>
      <Route index element={<DeploymentsContent />} />
      <Route
        path=":cluster/:namespace/:name/edit"
        element={<EditDeploymentContent />}
      />
    </Routes>
  );
}

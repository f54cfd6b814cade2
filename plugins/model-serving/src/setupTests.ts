import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// Deadlines, not waits: what is awaited comes at once on an idle machine, and in the end on a busy one.
configure({ asyncUtilTimeout: 30_000 });
jest.setTimeout(180_000);

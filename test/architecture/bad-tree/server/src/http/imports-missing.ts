export { missing } from './missing.ts';

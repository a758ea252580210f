export { http } from '../http/index.ts';

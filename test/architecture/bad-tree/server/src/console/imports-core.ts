export { core } from '../core/index.ts';

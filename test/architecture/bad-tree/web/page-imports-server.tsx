export { core } from '../server/src/core/index.ts';

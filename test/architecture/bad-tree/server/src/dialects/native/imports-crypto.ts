export { crypto } from '../../crypto/index.ts';

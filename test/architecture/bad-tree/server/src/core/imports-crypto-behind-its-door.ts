export { inner } from '../crypto/inner.ts';

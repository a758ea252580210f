export { inner } from '../core/inner.ts';

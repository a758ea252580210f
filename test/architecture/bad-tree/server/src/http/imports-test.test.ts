export { other } from '../../../test/other.ts';

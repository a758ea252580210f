export { native } from '../native/index.ts';

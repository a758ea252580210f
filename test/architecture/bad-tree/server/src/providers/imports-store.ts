export { store } from '../stores/index.ts';

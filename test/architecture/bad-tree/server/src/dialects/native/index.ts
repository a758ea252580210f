import { http } from '../../http/index.ts';

export const native = http;

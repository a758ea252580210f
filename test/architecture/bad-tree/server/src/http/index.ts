import { core } from '../core/index.ts';

export const http = core;

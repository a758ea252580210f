import { randomBytes } from 'node:crypto';

export const crypto = randomBytes;

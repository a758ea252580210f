import { cruise } from 'dependency-cruiser';

export const tool = cruise;

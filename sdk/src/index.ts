// The TypeScript client of Polyvault: what a program may use is exported here, and it needs nothing but `fetch`.
export { Client } from './client.ts';
export type { ClientOptions, Values } from './client.ts';
export type { AuditEvent, AuditEventQuery } from './audit-log.ts';
export type * from './comparison.ts';
export { ERROR_CODES, PolyvaultError } from './errors.ts';
export type { ErrorCode, ErrorDetails } from './errors.ts';
export type { DockerConfig, KubernetesSecret, ResolvedManifest } from './render.ts';
export type { NewSlot, SealSlot, SealState, SlotSecret, Unsealed } from './seal.ts';
export type { WriteOptions } from './secrets.ts';
export type { MoveTarget } from './moves.ts';
export type { DiffSide, RestoreStep, SpaceDiff } from './time.ts';
export type { TrashedSecret, TrashedSpace, TrashPage } from './trash.ts';
export { CachedValues } from './cached-values.ts';
export type { KeptValues } from './cached-values.ts';
export type { Answer, Call, CallOptions, RenewedToken } from './transport.ts';
export type * from './types.ts';

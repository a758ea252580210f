// The only door to the ports for stores and seals: interfaces and row types, no rules.
export { PRIMARY_KEYS, UNPROTECTED_COLUMNS } from './tables.ts';
export type * from './tables.ts';
export { StaleChange } from './store.ts';
export type * from './store.ts';
export type * from './providers.ts';
export type { Anchor, AuditSink } from './deps.ts';
export type { AuditDraft, AuditEvent, AuditPage, AuditQuery } from '../audit/event.ts';
export { SLOT_KINDS } from './seal.ts';
export type * from './seal.ts';
export type * from './key-store.ts';

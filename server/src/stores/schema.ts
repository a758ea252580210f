// The tables as the query builder sees them: the rows of core's port, and those that only a store touches.
import type { Tables } from '../core/ports/index.ts';

export interface SealSlotRow {
  readonly id: string;
  readonly kind: string;
  readonly params: string;
  readonly sealed_root: Uint8Array;
  readonly created_at: number;
}

export interface KeyringKeyRow {
  readonly purpose: string;
  readonly term: number;
  readonly active: number;
  readonly sealed: Uint8Array;
  readonly created_at: number;
}

export interface AuditEventRow {
  readonly lane: string;
  readonly seq: number;
  readonly time: number;
  readonly request_id: string;
  readonly operation: string;
  readonly outcome: string;
  readonly actor_id: string | null;
  readonly space: string | null;
  readonly object_id: string | null;
  readonly body: string;
  readonly hash: Uint8Array;
  readonly action: string | null;
}

export type Schema = { [T in keyof Tables]: Tables[T] } & {
  seal_slots: SealSlotRow;
  keyring_keys: KeyringKeyRow;
  audit_events: AuditEventRow;
  meta: { readonly name: string; readonly value: string };
};

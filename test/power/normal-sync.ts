// The negative control: preloaded into the server, it has SQLite sync as its `synchronous = NORMAL` does, which does not
// wait for the disk at a commit. The server's own check of the setting is told what it wants to hear.
import { DatabaseSync } from 'node:sqlite';
import type { StatementSync } from 'node:sqlite';

const original = { ...Object.getOwnPropertyDescriptors(DatabaseSync.prototype) };
const exec = original.exec.value as (this: DatabaseSync, sql: string) => void;
const prepare = original.prepare.value as (this: DatabaseSync, sql: string) => StatementSync;

DatabaseSync.prototype.exec = function (sql) {
  exec.call(this, sql.replace('synchronous = FULL', 'synchronous = NORMAL'));
};
DatabaseSync.prototype.prepare = function (sql) {
  return prepare.call(this, sql === 'PRAGMA synchronous' ? 'SELECT 2 AS synchronous' : sql);
};

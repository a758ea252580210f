// What a program needs that verifies the audit log; apart from the client, since it needs no server.
export type { AuditProblem, AuditReport, VerifyOptions } from './verify.ts';
export { verifyAuditExport } from './verify.ts';

// The only door to core for the http room and the dialects.
export { AppError, ERROR_CODES, invalidInput, toAppError } from '../base/errors.ts';
export type { ErrorCode, ErrorDetails, InputIssue } from '../base/errors.ts';
export { SecretText } from '../base/secret-text.ts';
export { ACTIONS, BUILT_IN_ROLES } from './access/actions.ts';
export type { Action, AdminAction, BuiltInRole } from './access/actions.ts';
export type * from './audit/event.ts';
export type * from './caller.ts';
export type { Core, Lazy } from './facade.ts';
export type * from './identity/identity.ts';
export type * from './secrets/secret.ts';
export type * from './spaces/space.ts';
export { isSegment } from './spaces/path.ts';
export { parseSpaceTemplate } from './spaces/template.ts';
export type { SpaceTemplate } from './spaces/template.ts';
export { createCore } from './create-core.ts';
export type { CoreSettings, Ports } from './ports/deps.ts';
export { parseBootstrap } from './bootstrap.ts';
export type { BootstrapSections } from './bootstrap.ts';

// The native dialect: `/pv/v1/...` and the document that describes it. Login and the document are all that is open.
import swagger from '@fastify/swagger';
import type { FastifyRequest } from 'fastify';

import type { Core } from '../../core/index.ts';
import { acceptJson } from '../../http/bodies.ts';
import type { Dialect } from '../../http/dialect.ts';
import { registerAccessRoutes } from './access-routes.ts';
import { registerAuditRoutes } from './audit-routes.ts';
import { requireToken } from './auth.ts';
import { registerCompareRoutes } from './compare-routes.ts';
import { registerDecisionRoutes } from './decision-routes.ts';
import { renderError } from './errors.ts';
import { registerGroupRoutes } from './group-routes.ts';
import { registerIntegrityRoutes } from './integrity-routes.ts';
import { registerAccountRoutes, registerAdministrationRoutes } from './account-routes.ts';
import { registerServiceCredentialRoutes, registerServiceLogin } from './credential-routes.ts';
import { registerServiceRoutes, registerTokenRoutes, registerUserRoutes } from './identity-routes.ts';
import { openapiOptions, operation } from './openapi.ts';
import type { NativeApp } from './openapi.ts';
import { OpenapiDocument } from './schemas.ts';
import { registerReportRoutes } from './report-routes.ts';
import { registerRenderRoutes } from './render-routes.ts';
import { registerOutsideLogins } from './outside-routes.ts';
import { registerSecretRoutes } from './secret-routes.ts';
import { registerKeyRoutes, registerSealRoutes, registerSealState } from './seal-routes.ts';
import { registerLogin, registerSessionRoutes } from './session-routes.ts';
import { compileValidator, refuseBadEscapes } from './validation.ts';
import { registerMoveRoutes } from './move-routes.ts';
import { registerTimeRoutes } from './time-routes.ts';
import { registerTrashRoutes } from './trash-routes.ts';
import { registerVersionRoutes } from './version-routes.ts';

export interface NativeOptions {
  readonly core: Core;
  /** The server's version, for the document. */
  readonly version: string;
  /** The token that another credential of a request stands for, such as the console's cookie. */
  readonly sessionToken?: (request: FastifyRequest) => string | null;
}

export function createNativeDialect({ core, version, sessionToken }: NativeOptions): Dialect {
  return {
    name: 'native',
    owns: (path) => path === '/pv' || path.startsWith('/pv/'),
    renderError,
    register: async (context) => {
      const app: NativeApp = context;
      acceptJson(context);
      app.setValidatorCompiler(compileValidator);
      // The schemas of answers only document: a serializer made from them would drop or bend what they do not name.
      app.setSerializerCompiler(() => (answer) => JSON.stringify(answer));
      app.addHook('onRequest', async (_request, reply) => {
        void reply.header('cache-control', 'no-store');
      });
      await app.register(swagger, openapiOptions(version));
      registerDocument(app);
      registerLogin(app, core);
      registerServiceLogin(app, core);
      registerOutsideLogins(app, core);
      registerSealState(app);
      await app.register(async (guarded) => {
        requireToken(guarded, core, sessionToken);
        guarded.addHook('onRequest', refuseBadEscapes);
        registerSessionRoutes(guarded, core);
        registerSecretRoutes(guarded, core);
        registerVersionRoutes(guarded, core);
        registerMoveRoutes(guarded, core);
        registerReportRoutes(guarded, core);
        registerTimeRoutes(guarded, core);
        registerTrashRoutes(guarded, core);
        registerCompareRoutes(guarded, core);
        registerRenderRoutes(guarded, core);
        registerAccessRoutes(guarded, core);
        registerGroupRoutes(guarded, core);
        registerDecisionRoutes(guarded, core);
        registerIntegrityRoutes(guarded, core);
        registerUserRoutes(guarded, core);
        registerTokenRoutes(guarded, core);
        registerServiceRoutes(guarded, core);
        registerServiceCredentialRoutes(guarded, core);
        registerAccountRoutes(guarded, core);
        registerAdministrationRoutes(guarded, core);
        registerAuditRoutes(guarded, core);
        registerSealRoutes(guarded, core);
        registerKeyRoutes(guarded, core);
      });
    },
  };
}

function registerDocument(app: NativeApp): void {
  let text: string | undefined;
  app.get(
    '/pv/openapi.json',
    {
      schema: operation({
        id: 'getDocument',
        tag: 'document',
        summary: 'This document',
        open: true,
        success: { 200: OpenapiDocument },
      }),
    },
    async (_request, reply) => {
      text ??= JSON.stringify(app.swagger());
      return reply.type('application/json; charset=utf-8').send(text);
    },
  );
}

// Sign-in by those whom others vouch for: people through OpenID Connect, workloads with their platform's token. No route
// here needs a token of ours.
import type { Core } from '../../core/index.ts';
import { originOf } from '../../http/origin.ts';
import { LoginAnswer } from './access-schemas.ts';
import { toWireLogin } from './access-wire.ts';
import * as schemas from './identity-schemas.ts';
import { operation } from './openapi.ts';
import type { NativeApp } from './openapi.ts';
import { toWireOptionalInstant } from './wire.ts';

export function registerOutsideLogins(app: NativeApp, core: Core): void {
  app.post(
    '/pv/v1/oidc/begin',
    {
      schema: {
        ...operation({
          id: 'beginOidc',
          tag: 'session',
          summary: 'Starts a sign-in through an identity provider',
          open: true,
          success: { 200: schemas.OidcFlow },
          errors: [404, 413, 415],
        }),
        body: schemas.BeginOidcBody,
      },
    },
    async (request) => {
      const { url, flow } = await core.beginSignIn(originOf(request, 'native'), request.body);
      return { url, flow: flow.reveal() };
    },
  );

  app.post(
    '/pv/v1/oidc/finish',
    {
      schema: {
        ...operation({
          id: 'finishOidc',
          tag: 'session',
          summary:
            "A session for whom the identity provider has vouched, no longer than the provider's own proof",
          open: true,
          success: { 200: LoginAnswer },
          errors: [404, 413, 415],
        }),
        body: schemas.FinishOidcBody,
      },
    },
    async (request) => toWireLogin(await core.finishSignIn(originOf(request, 'native'), request.body)),
  );

  app.post(
    '/pv/v1/workload-login',
    {
      schema: {
        ...operation({
          id: 'workloadLogin',
          tag: 'session',
          summary: "An access token for a workload's own token, which it does not outlive",
          open: true,
          success: { 200: schemas.ServiceLogin },
          errors: [404, 413, 415],
        }),
        body: schemas.WorkloadLoginBody,
      },
    },
    async (request) => {
      const { token, summary } = await core.loginWorkload(originOf(request, 'native'), request.body);
      return { token: token.reveal(), expiresAt: toWireOptionalInstant(summary.expiresAt) };
    },
  );
}

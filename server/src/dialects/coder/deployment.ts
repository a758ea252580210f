// What this server says about itself to Coder's clients (coder.md 1.1, 1.5, 2.9, 5.1).
import type { CoderSettings } from './settings.ts';

export const API_ROOT = { message: '👋' };

/** Only `version` and `upgrade_message` matter to the CLI; there are no agents and no provisioners here. */
export function buildInfo(settings: CoderSettings): object {
  return {
    external_url: settings.accessUrl,
    version: settings.buildVersion,
    dashboard_url: settings.accessUrl,
    telemetry: false,
    workspace_proxy: false,
    agent_api_version: '',
    provisioner_api_version: '',
    upgrade_message: '',
    deployment_id: '00000000-0000-0000-0000-000000000000',
  };
}

/** A password is the only way to sign in. */
export const AUTH_METHODS = {
  terms_of_service_url: '',
  password: { enabled: true },
  github: { enabled: false, default_provider_configured: false },
  oidc: { enabled: false, signInText: '', iconUrl: '' },
};

export function secretCapabilities(settings: CoderSettings): object {
  return { file_path_delivery_enabled: settings.fileDelivery };
}

// What to paste for each client. No line holds a token: it is asked for where it is used.

export interface Recipe {
  readonly title: string;
  readonly dialect: string;
  readonly lines: string;
}

export function recipes(base: string, username: string): readonly Recipe[] {
  const login = `TOKEN=$(curl -sS ${base}/pv/v1/login -H 'content-type: application/json' \\
  -d "$(jq -n --arg p "$(read -rsp 'Password: ' p; printf %s "$p")" '{username:"${username}",password:$p}')" | jq -r .token)`;
  return [
    {
      title: 'Polyvault command line',
      dialect: 'native',
      lines: `npm run --silent polyvault -- --server ${base} login ${username}\nnpm run --silent polyvault -- ls --space apps/shop/prod`,
    },
    {
      title: 'curl',
      dialect: 'native',
      lines: `${login}\ncurl -sS -H "authorization: Bearer $TOKEN" '${base}/pv/v1/secrets?space=apps/shop/prod'`,
    },
    {
      title: 'TypeScript SDK',
      dialect: 'native',
      lines: `import { Client } from '@polyvault/sdk';\n\nconst { client } = await new Client({ baseUrl: '${base}' }).login({\n  username: '${username}',\n  password,\n});\nconst { fields } = await client.secrets.get({ space: 'apps/shop/prod', name: 'DB_URL' });`,
    },
    {
      title: 'Fandogh CLI',
      dialect: 'fandogh',
      lines: `export FANDOGH_HOST=${base}\nfandogh login --username ${username}\nfandogh secret list`,
    },
    {
      title: 'Appgate SDP (Go SDK, curl)',
      dialect: 'appgate',
      lines: `export APPGATE_ADDRESS=${base}/admin\ncurl -sS "$APPGATE_ADDRESS/version" -H 'accept: application/vnd.appgate.peer-v23+json'\n${login}\ncurl -sS "$APPGATE_ADDRESS/secrets" -H "authorization: Bearer $TOKEN" -H 'accept: application/vnd.appgate.peer-v23+json'`,
    },
    {
      title: 'Olares app',
      dialect: 'olares',
      lines: `${login}\ncurl -sS '${base}/ListSecret?workspace=notes' -H "X-Authorization: $TOKEN" -H 'content-type: application/json' -d '{}'`,
    },
    {
      title: 'Coder CLI',
      dialect: 'coder',
      lines: `${login}\nexport CODER_URL=${base} CODER_SESSION_TOKEN="$TOKEN"\ncoder secret list`,
    },
  ];
}

// The password logins of every dialect that has one, over a real socket.
export type PasswordLogin = (
  base: string,
  user: { readonly name: string; readonly password: string },
) => Promise<Response>;

const JSON_TYPE = { 'content-type': 'application/json' };

async function post(url: string, headers: Readonly<Record<string, string>>, body: object): Promise<Response> {
  return fetch(url, { method: 'POST', headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(body) });
}

export const PASSWORD_LOGINS: Readonly<Record<'native' | 'fandogh' | 'appgate' | 'coder', PasswordLogin>> = {
  native: (base, { name, password }) => post(`${base}/pv/v1/login`, {}, { username: name, password }),
  fandogh: (base, { name, password }) => post(`${base}/api/tokens`, {}, { username: name, password }),
  appgate: (base, { name, password }) =>
    post(
      `${base}/admin/login`,
      { accept: 'application/vnd.appgate.peer-v20+json' },
      { providerName: 'local', deviceId: '4c07bc67-57ea-42dd-b702-c2d6c45419fc', username: name, password },
    ),
  // Coder's people sign in with their address of mail; the same user, the same counter.
  coder: (base, { name, password }) =>
    post(`${base}/api/v2/users/login`, {}, { email: `${name.trim()}@example.com`, password }),
};

// A real OAuth 2.0 provider that gives logins to mailboxes, as one would be set up for us and for the mail server that
// asks it. Asks: PORT, BACK (where it may send people back to), SHARED (JSON: login -> the mailbox it opens; any other
// login is a mailbox itself). The tokens of the client "brief" last a second.
import Provider from 'oidc-provider'

const { PORT, BACK, SHARED } = process.env
const shared = JSON.parse(SHARED)
const app = {
  redirect_uris: BACK.split(' '), scope: 'mail offline_access',
  grant_types: ['authorization_code', 'refresh_token'],
}
const posted = { client_secret: 'hemmeleg', token_endpoint_auth_method: 'client_secret_post' }

const provider = new Provider(`http://127.0.0.1:${PORT}`, {
  clients: [
    { client_id: 'tilstede', client_secret: 'hemmeleg&+%=', ...app },
    { client_id: 'brief', client_secret: 'hemmeleg', ...app },
    { client_id: 'posted', ...posted, ...app },
    { client_id: 'open', token_endpoint_auth_method: 'none', ...app },
    { client_id: 'dovecot', ...posted, redirect_uris: [], response_types: [], grant_types: [] },
  ],
  scopes: ['mail', 'offline_access'],
  features: {
    introspection: { enabled: true, allowedPolicy: () => true },
    revocation: { enabled: true, allowedPolicy: () => true },
  },
  pkce: { required: () => true },
  cookies: { keys: ['a key that signs cookies'] },
  ttl: {
    AccessToken: (_, token, client) => client.clientId === 'brief' ? 1 : 3600,
    RefreshToken: 86400, Interaction: 600, Session: 600, Grant: 86400,
  },
  extraTokenClaims: (_, token) => ({ mailbox: shared[token.accountId] ?? token.accountId }),
  findAccount: (_, login) => ({ accountId: login, claims: () => ({ sub: login }) }),
})
provider.listen(Number(PORT), '127.0.0.1')

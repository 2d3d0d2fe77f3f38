// A real OpenID Connect provider with a few people, as Ansattporten or Entra ID would be set up for us.
// Asks: PORT, BACK (where it may send people back to), PEOPLE (JSON: login -> claims).
import Provider from 'oidc-provider'

const { PORT, BACK, PEOPLE } = process.env
const people = JSON.parse(PEOPLE)
const claims = ['name', 'pid', 'acr', 'email', 'email_verified']

const provider = new Provider(`http://127.0.0.1:${PORT}`, {
  clients: [{
    client_id: 'tilstede', client_secret: 'hemmeleg', redirect_uris: BACK.split(' '),
    post_logout_redirect_uris: BACK.split(' ').map(it => new URL('/', it).href),
  }],
  pkce: { required: () => true },
  acrValues: ['idporten-loa-substantial', 'idporten-loa-high'],
  claims: { openid: ['sub', 'acr'], profile: ['name', 'pid'], email: ['email', 'email_verified'] },
  conformIdTokenClaims: false,
  cookies: { keys: ['a key that signs cookies'] },
  ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600 },
  findAccount: (context, login) => people[login] && {
    accountId: login,
    claims: () => ({ sub: login, ...Object.fromEntries(claims.filter(it => it in people[login]).map(it => [it, people[login][it]])) }),
  },
})
provider.listen(Number(PORT), '127.0.0.1')

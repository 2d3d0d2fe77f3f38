// A whole network: a directory of ids, a personal data server, and Bluesky's application over both.
// Asks: PORT (the first of ten in a row), DB_POSTGRES_URL, REDIS_HOST.
import { TestNetwork } from '@atproto/dev-env'

const port = Number(process.env.PORT)
const network = await TestNetwork.create({
  dbPostgresSchema: 'tilstede',
  pds: { port, hostname: 'localhost', enableDidDocWithSession: true },
  plc: { port: port + 1 },
  bsky: { port: port + 2, publicUrl: `http://localhost:${port + 2}` },
  introspect: { port: port + 3 },
  ozone: { port: port + 4, dbMaterializedViewRefreshIntervalMs: 30_000 },
})
process.on('SIGTERM', async () => {
  await network.close()
  process.exit(0)
})
console.log('ready')

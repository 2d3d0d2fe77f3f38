// A personal data server and a directory of ids, with nothing behind them: no application, no database server.
// Asks: PORT (the directory has the one after it), FOLDER (for what is kept), RATE (1: the real limits count).
import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { PDS } from '@atproto/pds'
import * as plc from '@did-plc/server'

const { PORT, FOLDER, RATE } = process.env
const port = Number(PORT)

const directory = plc.PlcServer.create({ db: plc.Database.mock(), port: port + 1 })
await directory.start()
const server = await PDS.fromEnv({
  devMode: true,
  port,
  hostname: 'localhost',
  dataDirectory: FOLDER,
  blobstoreDiskLocation: path.join(FOLDER, 'blobs'),
  adminPassword: randomBytes(16).toString('hex'),
  jwtSecret: randomBytes(16).toString('hex'),
  plcRotationKeyK256PrivateKeyHex: randomBytes(32).toString('hex'),
  serviceHandleDomains: ['.test'],
  didPlcUrl: `http://localhost:${port + 1}`,
  inviteRequired: false,
  disableSsrfProtection: true,
  rateLimitsEnabled: RATE === '1',
  bskyAppViewUrl: 'https://application.invalid',
  bskyAppViewDid: 'did:example:invalid',
})
await server.start()
console.log('ready')

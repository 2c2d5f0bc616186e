// A real AT Protocol network on loopback, in one process: PLC directory + PDS, and with FULL=1 also
// bsync + the Bluesky AppView + Ozone (these need PostgreSQL and Redis).
//
// network.py starts this as `node -r ./loopback.cjs net.mjs`, chooses every port, and passes them as
// environment variables. One line of JSON on stdout says that all of it is ready. It ends on SIGTERM,
// on SIGINT, and when its stdin closes: so a killed test run leaves no network behind.
//
// The PDS has two ports. It *listens* on PDS_LISTEN_PORT but *calls itself* http://localhost:PDS_PORT:
// that is what accounts' DID documents say, and where an SDK moves its base URL to after login. The
// test's proxy (proxy.py) listens there. Whatever is not under test (the AppView, Ozone, the fans)
// goes straight to the listening port, and so does not notice when the proxy plays dead.
import { randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TestNetwork, TestNetworkNoAppView, TestPds, mockResolvers } from '@atproto/dev-env'
import { PDS } from '@atproto/pds' // comes with dev-env; the very class it uses

const port = (name) => Number(process.env[name])
const full = process.env.FULL === '1'
const pdsPort = port('PDS_PORT')
const pdsListenPort = port('PDS_LISTEN_PORT')
const pdsDirectUrl = `http://localhost:${pdsListenPort}`

// --- a PDS that keeps its data and its keys, and listens beside its public address

const startPds = PDS.prototype.start
PDS.prototype.start = function () {
  const { service } = this.ctx.cfg
  if (service.port === pdsPort) service.port = pdsListenPort // publicUrl was made from pdsPort before
  return startPds.call(this)
}

const kept = {
  dataDirectory: join(tmpdir(), 'pds'),
  blobstoreDiskLocation: join(tmpdir(), 'blobs'),
  plcRotationKeyK256PrivateKeyHex: randomBytes(32).toString('hex'),
}
let pdsConfig // what the PDS was first made from; made again from the same after a stop

// Not in params.pds: dev-env hands those to a second, short-lived PDS too, which must not share data.
const createPds = TestPds.create
TestPds.create = async (config) => {
  if (config.port !== pdsPort) return createPds.call(TestPds, config)
  await mkdir(kept.dataDirectory, { recursive: true })
  pdsConfig = { ...config, ...kept }
  const pds = await createPds.call(TestPds, pdsConfig)
  pds.url = pdsDirectUrl // dev-env's own traffic
  return pds
}

// --- the network

const network = await (full ? TestNetwork : TestNetworkNoAppView).create({
  plc: { port: port('PLC_PORT') },
  pds: {
    port: pdsPort,
    hostname: 'localhost',
    enableDidDocWithSession: true, // like the real hosts
    rateLimitsEnabled: process.env.RATE_LIMITS === '1',
  },
  bsky: {
    port: port('BSKY_PORT'),
    publicUrl: `http://localhost:${port('BSKY_PORT')}`,
    repoProvider: `ws://localhost:${pdsListenPort}`,
  },
  ozone: { port: port('OZONE_PORT') },
  dbPostgresSchema: 'network', // only letters and _ are allowed
})

// The AppView follows DID documents to the PDS: send it to the listening port.
const direct = { ctx: network.pds.ctx, port: pdsListenPort, url: pdsDirectUrl }
if (full) {
  mockResolvers(network.bsky.ctx.idResolver, direct)
  mockResolvers(network.bsky.dataplane.idResolver, direct)
}

let isUp = true

async function settle() {
  if (!isUp) throw new Error('the PDS is stopped: POST /start first')
  await network.processAll(20_000)
}

async function stopPds() {
  if (isUp) await network.pds.close()
  isUp = false
}

async function startPdsAgain() {
  if (isUp) return
  network.pds = await TestPds.create(pdsConfig)
  mockResolvers(network.pds.ctx.idResolver, network.pds)
  isUp = true
}

// --- the control server: POST /settle, /stop, /start, one at a time

const commands = { '/settle': settle, '/stop': stopPds, '/start': startPdsAgain }
let last = Promise.resolve()

const control = http.createServer((request, response) => {
  const answer = (code, body) =>
    response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  const command = commands[request.url]
  if (!command || request.method !== 'POST') return answer(404, { error: 'no such command' })
  last = last.then(command).then(
    () => answer(200, {}),
    (error) => answer(500, { error: String(error.stack) }),
  )
})

async function end() {
  control.close()
  setTimeout(() => process.exit(1), 10_000).unref() // a service that will not close must not keep us
  await startPdsAgain().then(() => network.close()).catch((error) => console.error(String(error)))
  process.exit(0)
}

process.once('SIGTERM', end)
process.once('SIGINT', end)
process.stdin.once('end', end).resume()

control.listen(port('CTL_PORT'), '127.0.0.1', () => console.log(JSON.stringify({ ready: true })))

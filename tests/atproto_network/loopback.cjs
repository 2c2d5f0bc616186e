// Keeps a node program on this machine: `node -r ./loopback.cjs program.mjs`.
//
// dev-env listens on all interfaces and would ask the outside DNS for handles. Here every
// listener is bound to 127.0.0.1, and whatever wants to leave is refused and named on stderr.
const net = require('node:net')
const dns = require('node:dns')

dns.setDefaultResultOrder('ipv4first')

const complain = (what) => process.stderr.write(`loopback.cjs: refused ${what}\n`)

// listen(port, ...) and listen({ port }, ...) without a host mean "everywhere" to node.
const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (...args) {
  const [first, second] = args
  if (typeof first === 'number' && typeof second !== 'string') args.splice(1, 0, '127.0.0.1')
  else if (first && typeof first === 'object' && first.port != null && !first.host) first.host = '127.0.0.1'
  return listen.apply(this, args)
}

const isLoopback = (host) => host == null || host === 'localhost' || host === '::1' || /^127\./.test(host)

// node calls connect(normalised) from inside, and connect(options) or connect(port, host) from outside.
const connect = net.Socket.prototype.connect
net.Socket.prototype.connect = function (...args) {
  const given = Array.isArray(args[0]) ? args[0] : args
  const target =
    typeof given[0] === 'object' ? given[0] : { port: given[0], host: typeof given[1] === 'string' ? given[1] : undefined }
  if (target.path || isLoopback(target.host)) return connect.apply(this, args)
  complain(`a connection to ${target.host}:${target.port}`)
  process.nextTick(() => this.destroy(new Error(`not loopback: ${target.host}`)))
  return this
}

// Lookups that bypass getaddrinfo and ask a name server straight away.
for (const method of ['resolve', 'resolveTxt', 'resolve4', 'resolve6']) {
  dns.promises[method] = async (name) => {
    complain(`a DNS question for ${name}`)
    throw Object.assign(new Error(`ENOTFOUND ${name}`), { code: 'ENOTFOUND' })
  }
  dns.promises.Resolver.prototype[method] = dns.promises[method]
}

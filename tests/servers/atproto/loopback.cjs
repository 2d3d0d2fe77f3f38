// Loaded before anything else: a server that names no host listens on this machine alone.
const net = require('node:net')

const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (...told) {
  const [first, second] = told
  if (typeof first === 'number' || (typeof first === 'string' && /^\d+$/.test(first))) {
    told.splice(1, typeof second === 'string' ? 1 : 0, '127.0.0.1')
  } else if (first && typeof first === 'object' && first.port !== undefined && first.path === undefined) {
    told[0] = { ...first, host: '127.0.0.1' }
  }
  return listen.apply(this, told)
}

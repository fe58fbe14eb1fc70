// A server that asks itself, as often as its argument says. It knows nothing of
// OpenTelemetry: what it sends is what auto-instrumentation sends of it.
const http = require('node:http');
const log = require('pino')({ level: 'info' }, require('node:fs').createWriteStream('/dev/null'));

const server = http.createServer((request, response) => {
  log.warn(`checked out ${request.url}`);
  response.end('ok');
});

server.listen(0, '127.0.0.1', async () => {
  const { port } = server.address();
  for (let at = 0; at < Number(process.argv[2]); at++) {
    await new Promise((resolve, reject) => {
      http
        .get({ host: '127.0.0.1', port, path: `/cart/${at}`, agent: false }, (response) => {
          response.resume().on('end', resolve);
        })
        .on('error', reject);
    });
  }
  server.close();
});

// As Fastify's own guide begins.
'use strict';
const fastify = require('fastify')();

fastify.get('/*', async () => 'an ordinary answer\n');
fastify.listen({port: Number(process.argv[2]), host: '127.0.0.1', backlog: 1024});

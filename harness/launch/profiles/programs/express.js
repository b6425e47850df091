// As Express's own guide begins, and a route for CONNECT, which the router knows as a method.
'use strict';
const express = require('express');
const app = express();

app.get('*', (request, response) => response.send('an ordinary answer\n'));
app.connect('*', (request, response) => response.set('Allow', 'GET').status(405).send('no tunnels\n'));
app.listen(Number(process.argv[2]), '127.0.0.1', 1024);

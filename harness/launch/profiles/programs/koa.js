// As Koa's own guide begins: one function for everything.
'use strict';
const Koa = require('koa');
const app = new Koa();

app.use((context) => {
    context.body = 'an ordinary answer\n';
});
app.listen(Number(process.argv[2]), '127.0.0.1', 1024);

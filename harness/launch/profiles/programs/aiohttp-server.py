"""As aiohttp's own first page has it."""

import sys

from aiohttp import web


async def handle(request):
    return web.Response(text="an ordinary answer\n")


app = web.Application()
app.router.add_get("/{path:.*}", handle)
web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=None)

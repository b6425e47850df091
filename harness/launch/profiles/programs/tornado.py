"""As Tornado's own first page has it."""

import asyncio
import sys

import tornado.web


class Main(tornado.web.RequestHandler):
    def get(self, path):
        self.write("an ordinary answer\n")


async def main():
    tornado.web.Application([("/(.*)", Main)]).listen(int(sys.argv[1]), "127.0.0.1")
    await asyncio.Event().wait()


asyncio.run(main())

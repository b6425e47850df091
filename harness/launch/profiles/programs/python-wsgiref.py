"""As the documentation of wsgiref has it."""

import sys
from wsgiref.simple_server import make_server


def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"an ordinary answer\n"]


make_server("127.0.0.1", int(sys.argv[1]), app).serve_forever()

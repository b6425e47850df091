"""Falcon on wsgiref, as its tutorial has it: a sink for every path, which knows CONNECT."""

import sys
from wsgiref.simple_server import make_server

import falcon


def answer(request, response):
    response.text = "an ordinary answer\n"
    if request.method == "CONNECT":
        response.text = "CONNECT came to a sink\n"


app = falcon.App()
app.add_sink(answer)

with make_server("127.0.0.1", int(sys.argv[1]), app) as server:
    server.serve_forever()

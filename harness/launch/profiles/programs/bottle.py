"""Two routes of Bottle, one of which takes every method, on the server that it brings along."""

import sys

from bottle import route, run


@route("/")
@route("/<path:path>")
def answer(path=""):
    return "an ordinary answer\n"


@route("<target:path>", method="CONNECT")
def connect(target):
    return "CONNECT came to a route: " + target + "\n"


run(host="127.0.0.1", port=int(sys.argv[1]), quiet=True)

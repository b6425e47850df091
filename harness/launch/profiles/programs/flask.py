"""As Flask's own first page has it."""

import sys

from flask import Flask

app = Flask(__name__)


@app.route("/", defaults={"path": ""})
@app.route("/<path:path>")
def answer(path):
    return "an ordinary answer\n"


app.run("127.0.0.1", int(sys.argv[1]))

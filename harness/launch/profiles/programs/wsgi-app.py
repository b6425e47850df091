"""The smallest application of PEP 3333."""


def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"an ordinary answer\n"]

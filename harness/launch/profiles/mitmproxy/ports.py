"""Lets CONNECT reach one port."""

from mitmproxy import http


def http_connect(flow):
    if flow.request.port != ${origin-port}:
        flow.response = http.Response.make(403, b"This port is not allowed.\n", {"Content-Type": "text/plain"})

"""Lets CONNECT reach what is allowed."""

from mitmproxy import http


def http_connect(flow):
    if flow.request.port not in (${allowed-ports-list},):
        flow.response = http.Response.make(403, b"This port is not allowed.\n", {"Content-Type": "text/plain"})

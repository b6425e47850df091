#!/usr/bin/env python3
"""An origin server that keeps to the RFCs: conforming-origin.py [--manner keeps|closes|hasty] PORT.

It serves GET.  CONNECT it refuses: `keeps` reads its content and answers 405 with Allow on a connection that goes on,
`closes` answers 501 to the head and closes, `hasty` answers 400 by a length of nothing, lingers not, and resets where more
came than it has read.
"""
import email.utils, re, socketserver, sys

TOKEN = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
HOST = re.compile(rb"(\[[0-9A-Fa-f:.]+\]|[0-9A-Za-z._~%!$&'()*+,;=-]*)(:[0-9]*)?")
REASONS = {200: "OK", 400: "Bad Request", 405: "Method Not Allowed", 501: "Not Implemented", 505: "HTTP Version Not Supported"}


class Bad(Exception):
    pass


class Handler(socketserver.StreamRequestHandler):
    def answer(self, status, close, fields=()):
        content = f"{status} {REASONS[status]}\n".encode()
        lines = [f"HTTP/1.1 {status} {REASONS[status]}", f"Date: {email.utils.formatdate(usegmt=True)}", *fields,
                 "Content-Type: text/plain", f"Content-Length: {len(content)}"] + (["Connection: close"] if close else [])
        self.wfile.write("\r\n".join([*lines, "", ""]).encode() + content)

    def head(self):
        lines = []
        while True:
            line = self.rfile.readline(65537)
            if not line.endswith(b"\r\n") or len(lines) > 200:
                raise EOFError if not line and not lines else Bad(400)
            if line == b"\r\n" and lines:
                return lines
            if line != b"\r\n":
                lines.append(line[:-2])

    @staticmethod
    def parse(lines):
        match = re.fullmatch(rb"(%s) ([\x21-\x7e]+) HTTP/([0-9])\.([0-9])" % TOKEN, lines[0])
        if not match:
            raise Bad(400)
        if match[3] != b"1":
            raise Bad(505)
        fields = []
        for line in lines[1:]:
            name, colon, value = line.partition(b":")
            if not colon or not re.fullmatch(TOKEN, name) or re.search(rb"[\0\r\n]", value):
                raise Bad(400)
            fields.append((name.lower(), value.strip(b" \t")))
        hosts = [value for name, value in fields if name == b"host"]
        if len(hosts) > 1 or (not hosts and match[4] != b"0") or (hosts and not HOST.fullmatch(hosts[0])):
            raise Bad(400)
        return match[1], match[4] == b"0", fields

    def read_content(self, fields):
        lengths = [value for name, value in fields if name == b"content-length"]
        codings = [value.lower() for name, value in fields if name == b"transfer-encoding"]
        if (lengths and codings) or len(lengths) > 1 or codings not in ([], [b"chunked"]):
            raise Bad(400)
        if (lengths or codings) and (b"expect", b"100-continue") in fields:
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        if lengths:
            if not re.fullmatch(b"[0-9]{1,6}", lengths[0]):
                raise Bad(400)
            self.rfile.read(int(lengths[0]))
        while codings:
            size = self.rfile.readline(100).strip()
            if not re.fullmatch(b"[0-9A-Fa-f]{1,5}", size):
                raise Bad(400)
            self.rfile.read(int(size, 16) + 2)
            if int(size, 16) == 0:
                break

    def handle(self):
        manner = self.server.manner
        try:
            while True:
                method, old, fields = self.parse(self.head())
                if method == b"CONNECT" and manner == "closes":
                    raise Bad(501)
                if method == b"CONNECT" and manner == "hasty":
                    self.wfile.write(b"HTTP/1.1 400 No\r\nConnection: close\r\nContent-Length: 0\r\nDate: %b\r\n\r\n" % email.utils.formatdate(usegmt=True).encode())
                    return
                self.read_content(fields)
                close = old or any(name == b"connection" and b"close" in value.lower() for name, value in fields)
                if method == b"GET":
                    self.answer(200, close)
                else:
                    self.answer(405 if method == b"CONNECT" else 501, close, ["Allow: GET"])
                if close:
                    return
        except Bad as problem:
            self.answer(problem.args[0], True)
        except (EOFError, OSError):
            pass


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address, daemon_threads, request_queue_size = True, True, 256


if __name__ == "__main__":
    with Server(("127.0.0.1", int(sys.argv[-1])), Handler) as server:
        server.manner = sys.argv[2] if sys.argv[1] == "--manner" else "keeps"
        server.serve_forever()

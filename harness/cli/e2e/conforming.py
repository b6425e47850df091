#!/usr/bin/env python3
"""A CONNECT proxy that keeps to the RFCs, written without a look at the suite's own: the suite must find nothing in it.

    harness/cli/e2e/conforming.py [--port N] [--allow PORT]... [--deny NETWORK]... [--manner strict|lenient]
                                  [--end both|half] [--persistent yes|no] [--auth none|basic|digest] [--user USER:PASSWORD]

Prints `listening PORT` and runs until a signal.  Where the RFCs leave a choice, --manner strict refuses and lenient takes
what a recipient may take: LF alone, runs of blanks, folded lines, content that is announced.  --end both closes a tunnel
when either side has closed and its data is delivered, half passes each end on by itself.  --persistent yes answers other
methods on a connection that stays open, so that CONNECT need not come first.  Every refused CONNECT closes the connection.
"""

import argparse
import asyncio
import base64
import binascii
import email.utils
import hashlib
import hmac
import ipaddress
import re
import secrets
import signal
import socket
import struct

HEAD_BYTES = 65536
LINE_BYTES = 16384
HEAD_SECONDS = 15
DIAL_SECONDS = 3
LINGER_SECONDS = 3
PIECE = 65536
REASONS = {
    400: "Bad Request", 403: "Forbidden", 407: "Proxy Authentication Required", 408: "Request Timeout",
    414: "URI Too Long", 431: "Request Header Fields Too Large", 501: "Not Implemented", 502: "Bad Gateway",
    504: "Gateway Timeout", 505: "HTTP Version Not Supported",
}
TOKEN = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
VERSION = re.compile(rb"HTTP/([0-9])\.([0-9])")
NAME_OCTETS = re.compile(rb"(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+")
AUTHORITY = re.compile(rb"(\[[^\[\]]*\]|[^\[\]:]*):([0-9]+)")
HOST = re.compile(rb"(\[[^\[\]]*\]|[^\[\]:]*)(?::([0-9]*))?")
PARAMETER = re.compile(rb"[ \t]*([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*=[ \t]*(?:\"((?:[^\"\\]|\\.)*)\"|([!#$%&'*+.^_`|~0-9A-Za-z-]+))[ \t]*")


class Refusal(Exception):
    """The answer that a request gets instead of a tunnel."""

    def __init__(self, status, detail, fields=(), keep=False, head=False):
        super().__init__(detail)
        self.status, self.detail, self.fields, self.keep, self.head = status, detail, list(fields), keep, head


class Request:
    """A request's head: method, target, minor version, fields as (lower-case name, value)."""

    def __init__(self, method, target, minor, fields):
        self.method, self.target, self.minor, self.fields = method, target, minor, fields

    def values(self, name):
        return [value for field, value in self.fields if field == name]

    def tokens(self, name):
        return [part.strip(b" \t").lower() for value in self.values(name) for part in value.split(b",")]

    def persists(self):
        return self.minor >= 1 and b"close" not in self.tokens(b"connection")


class Connection:
    """A socket with a buffer; what peers do wrong ends in OSError."""

    def __init__(self, sock):
        self.sock, self.buffer, self.ended = sock, b"", False
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    async def fill(self):
        """Reads once into the buffer; False at the peer's end."""
        piece = await asyncio.get_running_loop().sock_recv(self.sock, PIECE)
        self.ended = not piece
        self.buffer += piece
        return bool(piece)

    async def send(self, data):
        await asyncio.get_running_loop().sock_sendall(self.sock, data)

    def finish(self):
        try:
            self.sock.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def close(self, reset=False):
        if reset:
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()


class Proxy:
    def __init__(self, options):
        self.options = options
        self.lenient = options.manner == "lenient"
        self.secret = secrets.token_bytes(16)
        self.spent = set()  # (nonce, nc)

    # The head

    async def read_head(self, client, first):
        """The next head, without the lines before it; None at an end between requests."""
        while True:
            while client.buffer[:2] == b"\r\n" and not client.buffer.startswith(b"\r\n" * 16):
                client.buffer = client.buffer[2:]
            if self.lenient and client.buffer[:1] == b"\n":
                client.buffer = client.buffer[1:]
                continue
            end = re.search(rb"\r?\n\r?\n" if self.lenient else rb"\r\n\r\n", client.buffer)
            if end and end.end() <= HEAD_BYTES:
                head, client.buffer = client.buffer[: end.start()], client.buffer[end.end() :]
                return head
            self.check_size(client.buffer)
            if not self.lenient and re.search(rb"(?<!\r)\n", client.buffer):
                raise Refusal(400, "lines end with CR LF")
            if re.match(rb"[\x00-\x1f\x80-\xff]", client.buffer.lstrip(b"\r\n")):
                raise Refusal(400, "this is no HTTP")
            if not await client.fill():
                if client.buffer.strip(b"\r\n") or first and client.buffer:
                    raise Refusal(400, "the request ended early")
                return None

    def check_size(self, buffer):
        line = buffer.split(b"\n", 1)[0]
        if len(line) > LINE_BYTES:
            if b" " not in line[:64]:
                raise Refusal(501, "this method is not known")
            raise Refusal(414, "the target is too long")
        if len(buffer) > HEAD_BYTES:
            raise Refusal(431, "the head is too long")

    def parse(self, head):
        lines = re.split(rb"\r?\n" if self.lenient else rb"\r\n", head)
        self.check_size(lines[0])
        method, target, minor = self.parse_request_line(lines[0])
        if self.lenient:
            lines = self.unfold(lines)
        return Request(method, target, minor, [self.parse_field(line) for line in lines[1:]])

    def parse_request_line(self, line):
        words = re.split(rb"[ \t]+", line.strip(b" \t")) if self.lenient else line.split(b" ")
        if not TOKEN.fullmatch(words[0]):
            raise Refusal(400, "the method is no token")
        if len(words) != 3:
            raise Refusal(400, "a request line has three parts")
        method, target, version = words
        match = VERSION.fullmatch(version)
        if not match:
            raise Refusal(400, "the version is malformed")
        if re.search(rb"[\x00-\x20\x7f-\xff]", target):
            raise Refusal(400, "the target has octets that no target has")
        if match[1] != b"1":
            raise Refusal(505, "HTTP/1.1 is spoken here")
        return method, target, int(match[2])

    @staticmethod
    def unfold(lines):
        out = [lines[0]]
        for line in lines[1:]:
            if line[:1] in (b" ", b"\t"):
                if len(out) == 1:
                    raise Refusal(400, "a blank in front of the first field")
                out[-1] = out[-1].rstrip(b" \t") + b" " + line.lstrip(b" \t")
            else:
                out.append(line)
        return out

    @staticmethod
    def parse_field(line):
        name, colon, value = line.partition(b":")
        if not colon or not TOKEN.fullmatch(name):
            raise Refusal(400, "a field line is malformed")
        if re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", value):
            raise Refusal(400, "a field value has a control character")
        return name.lower(), value.strip(b" \t")

    # What the head asks for

    def check(self, request):
        """Raises a refusal for what is wrong with the message, whoever sent it."""
        self.check_host(request)
        self.check_framing(request)
        if request.method != b"CONNECT":
            if AUTHORITY.fullmatch(request.target):
                raise Refusal(400, "this target is for CONNECT alone")
            keep = self.options.persistent == "yes" and self.is_bare(request)
            raise Refusal(501, "only CONNECT is served here", keep=keep, head=request.method == b"HEAD")
        return self.parse_target(request.target)

    @staticmethod
    def is_bare(request):
        return request.persists() and not request.values(b"transfer-encoding") and set(request.values(b"content-length")) <= {b"0"}

    def check_host(self, request):
        hosts = request.values(b"host")
        if len(hosts) > 1 or not hosts and request.minor >= 1:
            raise Refusal(400, "one Host is needed")
        if hosts and hosts[0]:
            match = HOST.fullmatch(hosts[0])
            if not match or not self.is_host(match[1]):
                raise Refusal(400, "Host is malformed")
        if hosts and not self.lenient and request.method == b"CONNECT":
            named = HOST.fullmatch(request.target)
            if hosts[0] and named and HOST.fullmatch(hosts[0])[1].lower() != named[1].lower():
                raise Refusal(400, "Host names another host than the target")

    def check_framing(self, request):
        codings = [part for part in request.tokens(b"transfer-encoding")]
        lengths = [part for value in request.values(b"content-length") for part in value.split(b",")]
        lengths = [part.strip(b" \t") for part in lengths]
        if codings:
            if request.minor == 0 or lengths:
                raise Refusal(400, "the framing is ambiguous")
            if any(coding not in (b"chunked", b"") for coding in codings):
                raise Refusal(501 if codings[-1] == b"chunked" else 400, "this transfer coding is not known")
            if codings != [b"chunked"] or not self.lenient:
                raise Refusal(400, "CONNECT has no content")
        if any(not re.fullmatch(rb"[0-9]{1,18}", length) for length in lengths) or len(set(lengths)) > 1:
            raise Refusal(400, "Content-Length is malformed")
        if lengths and not self.lenient and int(lengths[0]) > 0:
            raise Refusal(400, "CONNECT has no content")

    @staticmethod
    def is_host(text):
        if text[:1] == b"[":
            try:
                return bool(ipaddress.IPv6Address(text[1:-1].decode("ascii"))) or True
            except ValueError:
                return False
        return bool(NAME_OCTETS.fullmatch(text))

    def parse_target(self, target):
        match = AUTHORITY.fullmatch(target)
        if not match or not self.is_host(match[1]) or b"%" in match[1]:
            raise Refusal(400, "the target is no host and port")
        digits = match[2].lstrip(b"0")
        if not digits or len(digits) > 5 or int(digits) > 65535:
            raise Refusal(400, "the port is out of range")
        return match[1].decode("ascii").strip("[]"), int(digits)

    # Who asks

    def authenticate(self, request):
        if self.options.auth == "none":
            return
        given = request.values(b"proxy-authorization")
        if len(given) > 1:
            raise Refusal(400, "credentials come once")
        scheme, _, rest = given[0].partition(b" ") if given else (b"", b"", b"")
        if scheme.lower() != self.options.auth.encode():
            raise self.challenge()
        if self.options.auth == "basic":
            self.check_basic(rest.strip(b" "))
        else:
            self.check_digest(request, rest)

    def challenge(self, stale=False):
        if self.options.auth == "basic":
            text = 'Basic realm="conforming", charset="UTF-8"'
        else:
            text = f'Digest realm="conforming", nonce="{self.new_nonce()}", opaque="c0ffee", qop="auth", algorithm=SHA-256, charset=UTF-8'
            text += ", stale=true" if stale else ""
        return Refusal(407, "credentials are needed", [("Proxy-Authenticate", text)])

    def check_basic(self, token):
        try:
            text = base64.b64decode(token, validate=True)
        except (binascii.Error, ValueError):
            raise self.challenge() from None
        if not hmac.compare_digest(text, self.options.user.encode()):
            raise self.challenge()

    def new_nonce(self):
        value = secrets.token_hex(8)
        return value + hmac.new(self.secret, value.encode(), "sha256").hexdigest()[:16]

    def is_own(self, nonce):
        seal = hmac.new(self.secret, nonce[:16].encode(), "sha256").hexdigest()[:16]
        return len(nonce) == 32 and hmac.compare_digest(seal.encode(), nonce[16:].encode())

    @staticmethod
    def parameters(text):
        """The parameters of the credentials by lower-case name; a refusal where they are malformed."""
        found, at = {}, 0
        while at < len(text):
            match = PARAMETER.match(text, at)
            if match:
                name, at = match[1].decode().lower(), match.end()
                if name in found:
                    raise Refusal(400, "a parameter stands there twice")
                quoted = match[2] is not None
                found[name] = (re.sub(rb"\\(.)", rb"\1", match[2]) if quoted else match[3]).decode("utf-8", "surrogateescape")
            else:
                at += len(re.match(rb"[ \t]*", text[at:])[0])
            if at < len(text) and text[at : at + 1] != b",":
                raise Refusal(400, "the credentials are malformed")
            at += 1
        return found

    def check_digest(self, request, text):
        given = self.parameters(text)
        user, _, password = self.options.user.partition(":")
        needed = ("username", "realm", "nonce", "uri", "response", "qop", "nc", "cnonce")
        if "username*" in given or any(name not in given for name in needed):
            raise Refusal(400, "a parameter of the credentials is missing")
        if not re.fullmatch(r"[0-9a-fA-F]{8}", given["nc"]) or given["qop"] != "auth" or given.get("algorithm", "SHA-256").upper() != "SHA-256":
            raise Refusal(400, "the credentials are malformed")
        if given["uri"].encode("utf-8", "surrogateescape") != request.target:
            raise Refusal(400, "the credentials are for another target")

        def digest(*parts):
            return hashlib.sha256(":".join(parts).encode("utf-8", "surrogateescape")).hexdigest()

        wanted = digest(digest(user, "conforming", password), given["nonce"], given["nc"], given["cnonce"], "auth",
                        digest(request.method.decode(), given["uri"]))
        good = hmac.compare_digest(wanted.encode(), given["response"].lower().encode("utf-8", "surrogateescape"))
        if not good or given["username"] != user or given["realm"] != "conforming" or given.get("opaque", "c0ffee") != "c0ffee":
            raise self.challenge()
        use = (given["nonce"], int(given["nc"], 16))
        if not self.is_own(given["nonce"]) or use in self.spent:
            raise self.challenge(stale=True)
        self.spent.add(use)

    # Where to

    def permit(self, port):
        if port not in self.options.allow:
            raise Refusal(403, "this port is not allowed")

    def permit_address(self, address):
        """By the address that is dialled, whatever the target looked like."""
        address = ipaddress.ip_address(address.partition("%")[0])
        address = getattr(address, "ipv4_mapped", None) or address
        if any(address in network for network in self.options.deny):
            raise Refusal(403, "this address is not allowed")

    async def dial(self, host, port):
        loop = asyncio.get_running_loop()
        try:
            found = await asyncio.wait_for(loop.getaddrinfo(host, port, type=socket.SOCK_STREAM), DIAL_SECONDS)
        except asyncio.TimeoutError:
            raise Refusal(504, "the name could not be looked up in time") from None
        except (OSError, UnicodeError):
            raise Refusal(502, "the name could not be looked up") from None
        status = 502
        for family, kind, protocol, _, address in found:
            self.permit_address(address[0])
            sock = socket.socket(family, kind, protocol)
            sock.setblocking(False)
            try:
                await asyncio.wait_for(loop.sock_connect(sock, address), DIAL_SECONDS)
                return Connection(sock)
            except asyncio.TimeoutError:
                status = 504
                sock.close()
            except OSError:
                sock.close()
        raise Refusal(status, "the destination could not be reached")

    # The tunnel

    def accepted(self):
        return b"HTTP/1.1 200 Connection established\r\n\r\n"

    async def pump(self, source, sink):
        """Relays one direction to its end; OSError where a side broke."""
        while True:
            if source.buffer:
                piece, source.buffer = source.buffer, b""
                await sink.send(piece)
            elif not await source.fill():
                sink.finish()
                return

    async def relay(self, client, origin):
        up, down = (asyncio.ensure_future(self.pump(*pair)) for pair in ((client, origin), (origin, client)))
        try:
            done, _ = await asyncio.wait({up, down}, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
            if self.options.end == "half":
                await up
                await down
        except OSError:
            up.cancel(), down.cancel()
            client.close(reset=True)
            origin.close(reset=True)
        finally:
            up.cancel(), down.cancel()

    # A connection

    async def refuse(self, client, refusal, last):
        body = f"{refusal.status} {REASONS[refusal.status]}: {refusal.detail}\n".encode()
        fields = [("Date", email.utils.formatdate(usegmt=True)), ("Content-Type", "text/plain"),
                  ("Content-Length", str(len(body))), *refusal.fields]
        if last:
            fields.append(("Connection", "close"))
        head = "".join(f"{name}: {value}\r\n" for name, value in fields)
        if refusal.head:
            body = b""
        await client.send(f"HTTP/1.1 {refusal.status} {REASONS[refusal.status]}\r\n{head}\r\n".encode() + body)

    async def linger(self, client):
        """Closes so that the answer stays readable while the client still sends."""
        client.finish()
        try:
            async with asyncio.timeout(LINGER_SECONDS):
                while await client.fill():
                    client.buffer = b""
        except (OSError, asyncio.TimeoutError):
            pass

    async def open(self, client, first):
        """Reads a request and opens its tunnel; None at the end of the connection."""
        try:
            head = await asyncio.wait_for(self.read_head(client, first), HEAD_SECONDS)
        except asyncio.TimeoutError:
            if not client.buffer:
                return None
            raise Refusal(408, "the head took too long") from None
        if head is None:
            return None
        request = self.parse(head)
        host, port = self.check(request)
        self.authenticate(request)
        self.permit(port)
        return await self.dial(host, port)

    async def converse(self, client):
        first = True
        while True:
            try:
                origin = await self.open(client, first)
                break
            except Refusal as refusal:
                first = False
                await self.refuse(client, refusal, not refusal.keep)
                if not refusal.keep:
                    return await self.linger(client)
        if origin is None:
            return
        try:
            await client.send(self.accepted())
            await self.relay(client, origin)
        finally:
            origin.close()

    async def serve(self, sock):
        client = Connection(sock)
        try:
            await self.converse(client)
        except OSError:
            pass
        finally:
            client.close()

    async def run(self):
        loop, tasks, stop = asyncio.get_running_loop(), set(), asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)
        listener = socket.create_server(("127.0.0.1", self.options.port), backlog=1024)
        listener.setblocking(False)
        print("listening", listener.getsockname()[1], flush=True)

        async def accept():
            while True:
                sock, _ = await loop.sock_accept(listener)
                task = asyncio.ensure_future(self.serve(sock))
                tasks.add(task)
                task.add_done_callback(tasks.discard)

        task = asyncio.ensure_future(accept())
        await stop.wait()
        task.cancel()


def parser():
    out = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    out.add_argument("--port", type=int, default=0)
    out.add_argument("--allow", type=int, action="append", default=[])
    out.add_argument("--deny", type=ipaddress.ip_network, action="append", default=[])
    out.add_argument("--manner", choices=("strict", "lenient"), default="strict")
    out.add_argument("--end", choices=("both", "half"), default="both")
    out.add_argument("--persistent", choices=("yes", "no"), default="no")
    out.add_argument("--auth", choices=("none", "basic", "digest"), default="none")
    out.add_argument("--user", default="user:password")
    return out


if __name__ == "__main__":
    asyncio.run(Proxy(parser().parse_args()).run())

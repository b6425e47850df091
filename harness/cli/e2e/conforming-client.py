#!/usr/bin/env python3
"""A client of plain sockets that keeps to the RFCs: conforming-client.py [--account USER:PASSWORD] [--ca FILE]
[--secret VALUE] PROXY PORT HOST PORT PATH prints the page; exit status 1 where it does not get it.

It answers Basic and Digest challenges once they come, goes on with a connection where that may be, and speaks TLS in the
tunnel where it has a certificate authority.
"""
import argparse, base64, hashlib, re, secrets, socket, ssl, sys

TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
STATUS = re.compile(rb"HTTP/1\.[0-9] ([1-5][0-9]{2})(?: [\t\x20-\x7e\x80-\xff]*)?")
HEAD_MAX, CONTENT_MAX = 1 << 16, 1 << 22
HASHES = {"MD5": "md5", "SHA-256": "sha256", "SHA-512-256": "sha512_256"}


class Failure(Exception):
    pass


class Reader:
    def __init__(self, receive, first=b""):
        self.receive, self.buffer = receive, first

    def fill(self):
        piece = self.receive(65536)
        self.buffer += piece
        return bool(piece)

    def take(self, count):
        while len(self.buffer) < count:
            if not self.fill():
                raise Failure("cut")
        out, self.buffer = self.buffer[:count], self.buffer[count:]
        return out

    def until(self, mark, most):
        while mark not in self.buffer:
            if len(self.buffer) > most or not self.fill():
                raise Failure("cut, or too large")
        return self.take(self.buffer.index(mark) + len(mark))

    def rest(self):
        while len(self.buffer) < CONTENT_MAX and self.fill():
            pass
        return self.take(len(self.buffer))


class Answer:
    def __init__(self, reader):
        lines = reader.until(b"\r\n\r\n", HEAD_MAX)[:-4].split(b"\r\n")
        match = STATUS.fullmatch(lines[0])
        if not match:
            raise Failure("no status line")
        self.old, self.status, self.fields = lines[0].startswith(b"HTTP/1.0"), int(match[1]), []
        for line in lines[1:]:
            name, colon, value = line.partition(b":")
            if line[:1] in (b" ", b"\t") and self.fields:
                self.fields[-1] = (self.fields[-1][0], self.fields[-1][1] + " " + line.strip().decode("latin1"))
            elif not colon or not re.fullmatch(TOKEN.encode(), name) or re.search(rb"[\0\r\n]", value):
                raise Failure("a malformed field")
            else:
                self.fields.append((name.lower().decode(), value.strip(b" \t").decode("latin1")))

    def values(self, name):
        return [value for field, value in self.fields if field == name]

    def tokens(self, name):
        return [token.strip().lower() for value in self.values(name) for token in value.split(",")]

    def content(self, reader):
        """The content, and whether another answer may follow on the connection."""
        codings, lengths = self.tokens("transfer-encoding"), set(self.values("content-length"))
        persists = "close" not in self.tokens("connection") and (not self.old or "keep-alive" in self.tokens("connection"))
        if self.status in (204, 304):
            return b"", persists
        if codings == ["chunked"]:
            return self.chunks(reader), persists and not lengths
        if codings or not lengths:
            return reader.rest(), False
        if len(lengths) > 1 or not re.fullmatch("[0-9]{1,7}", *lengths) or int(*lengths) > CONTENT_MAX:
            raise Failure("a malformed length")
        return reader.take(int(*lengths)), persists

    @staticmethod
    def chunks(reader):
        out = b""
        while True:
            size = reader.until(b"\r\n", HEAD_MAX).split(b";")[0].strip()
            if not re.fullmatch(rb"[0-9A-Fa-f]{1,6}", size) or len(out) > CONTENT_MAX:
                raise Failure("a malformed chunk")
            if int(size, 16) == 0:
                break
            out += reader.take(int(size, 16))
            if reader.take(2) != b"\r\n":
                raise Failure("a malformed chunk")
        while reader.until(b"\r\n", HEAD_MAX) != b"\r\n":
            pass
        return out


def challenges(answer):
    """Pairs of a scheme and its parameters."""
    found = []
    for value in answer.values("proxy-authenticate"):
        at = 0
        while match := re.compile(r"[ \t,]*(%s)(?:[ \t]+|(?=,)|$)" % TOKEN).match(value, at):
            scheme, at, parameters = match[1].lower(), match.end(), {}
            if match := re.compile(r"[A-Za-z0-9._~+/-]+=*(?=[ \t]*(?:,|$))").match(value, at):
                at = match.end()
            pattern = re.compile(r'[ \t,]*(%s)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|(%s))' % (TOKEN, TOKEN))
            while match := pattern.match(value, at):
                quoted = match[2] is not None
                parameters[match[1].lower()] = re.sub(r"\\(.)", r"\1", match[2]) if quoted else match[3]
                at = match.end()
            found.append((scheme, parameters))
    return found


class Client:
    def __init__(self, options):
        self.options, self.target = options, options.host
        if not re.fullmatch(r"[A-Za-z0-9._~%!$&'()*+;=:-]+", options.host) or not 0 < options.port < 65536:
            raise Failure("no host and port")
        if ":" in options.host:
            self.target = f"[{options.host}]"
        self.target += f":{options.port}"
        self.counts = {}

    def basic(self):
        return "Basic " + base64.b64encode(self.options.account.encode()).decode()

    def digest(self, given):
        algorithm = given.get("algorithm", "MD5")
        session = algorithm.upper().endswith("-SESS")
        name = HASHES.get(algorithm.upper().removesuffix("-SESS"))
        offered = [option.strip().lower() for option in given["qop"].split(",")] if "qop" in given else None
        if not name or "realm" not in given or "nonce" not in given or (offered is not None and "auth" not in offered):
            return None

        def digest(*parts):
            return hashlib.new(name, ":".join(parts).encode()).hexdigest()

        def quoted(text):
            return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

        user, _, password = self.options.account.partition(":")
        nonce, cnonce = given["nonce"], secrets.token_hex(8)
        self.counts[nonce] = self.counts.get(nonce, 0) + 1
        count = f"{self.counts[nonce]:08x}"
        secret, action = digest(user, given["realm"], password), digest("CONNECT", self.target)
        if session:
            secret = digest(secret, nonce, cnonce)
        hashed = given.get("userhash", "").lower() == "true"
        response = digest(secret, nonce, count, cnonce, "auth", action) if offered else digest(secret, nonce, action)
        parts = [f"username={quoted(digest(user, given['realm']) if hashed else user)}", f"realm={quoted(given['realm'])}",
                 f"nonce={quoted(nonce)}", f"uri={quoted(self.target)}", f"response={quoted(response)}"]
        parts += [f"algorithm={algorithm}"] if "algorithm" in given else []
        parts += ["qop=auth", f"nc={count}", f"cnonce={quoted(cnonce)}"] if offered or session else []
        parts += [f"opaque={quoted(given['opaque'])}"] if "opaque" in given else []
        parts += ["userhash=true"] if hashed else []
        return "Digest " + ", ".join(parts)

    def credentials(self, answer):
        """What answers the strongest challenge, and whether the last nonce was only stale."""
        offered = challenges(answer) if self.options.account else []
        for scheme, parameters in offered:
            text = self.digest(parameters) if scheme == "digest" else None
            if text:
                return text, parameters.get("stale", "").lower() == "true"
        return (self.basic() if any(scheme == "basic" for scheme, _ in offered) else None), False

    def request(self, credentials):
        lines = [f"CONNECT {self.target} HTTP/1.1", f"Host: {self.target}", "User-Agent: conforming"]
        lines += [f"Proxy-Authorization: {credentials}"] if credentials else []
        return "\r\n".join([*lines, "", ""]).encode()

    def final_answer(self, reader):
        for _ in range(100):
            answer = Answer(reader)
            if answer.status == 101:
                raise Failure("switched unasked")
            if answer.status >= 200:
                return answer
        raise Failure("too many interim answers")

    def connect(self):
        """A socket in the tunnel, and what came of it already."""
        credentials, stale_before, sock = None, False, None
        while True:
            if sock is None:
                sock = socket.create_connection((self.options.proxy, self.options.proxy_port), timeout=15)
                reader = Reader(sock.recv)
            sock.sendall(self.request(credentials))
            answer = self.final_answer(reader)
            if answer.status < 300:
                return sock, reader.buffer
            _, persists = answer.content(reader)
            text, stale = self.credentials(answer) if answer.status == 407 else (None, False)
            if not text or (credentials and (not stale or stale_before)):
                raise Failure(f"refused with {answer.status}")
            credentials, stale_before = text, stale
            if not persists or reader.buffer:
                sock.close()
                sock = None

    def page(self):
        default = 443 if self.options.ca else 80
        name = self.target if self.options.port != default else self.target.rpartition(":")[0]
        lines = [f"GET {self.options.path} HTTP/1.1", f"Host: {name}", "User-Agent: conforming", "Connection: close"]
        lines += [f"Authorization: {self.options.secret}"] if self.options.secret else []
        sock, early = self.connect()
        if self.options.ca:
            if early:
                raise Failure("bytes that are no TLS")
            context = ssl.create_default_context(cafile=self.options.ca)
            sock = context.wrap_socket(sock, server_hostname=self.options.host, suppress_ragged_eofs=True)
        sock.sendall("\r\n".join([*lines, "", ""]).encode())
        reader = Reader(sock.recv, early)
        answer = self.final_answer(reader)
        content, _ = answer.content(reader)
        if answer.status != 200:
            raise Failure(f"the origin answered {answer.status}")
        return content


def parser():
    out = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    out.add_argument("--account")
    out.add_argument("--ca")
    out.add_argument("--secret")
    out.add_argument("proxy")
    out.add_argument("proxy_port", type=int)
    out.add_argument("host")
    out.add_argument("port", type=int)
    out.add_argument("path")
    return out


if __name__ == "__main__":
    try:
        sys.stdout.buffer.write(Client(parser().parse_args()).page())
    except (Failure, OSError) as problem:
        sys.exit(f"conforming_client: {problem}")

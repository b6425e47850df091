"""A CONNECT proxy on the library's HTTP/3, after its own example of a server.  Which requests are malformed, frames,
streams and flow control are the library's; ours are the port policy, Basic where there is an account, and the relay with
its ends: FIN for FIN, RESET_STREAM with H3_CONNECT_ERROR for an error of the origin's connection, RST for a stream or a
connection that the client gave up."""
import asyncio
import base64
import contextlib
import os
import socket
import struct

from aioquic.asyncio import QuicConnectionProtocol, serve
from aioquic.h3.connection import ErrorCode, H3Connection
from aioquic.h3.events import DataReceived, HeadersReceived
from aioquic.quic.configuration import QuicConfiguration
from aioquic.quic.events import ConnectionTerminated, ProtocolNegotiated, StopSendingReceived, StreamReset

PORTS = os.environ["ALLOWED_PORTS"].split()
ACCOUNT = os.environ.get("ACCOUNT", "")


def refusal(fields):
    """The status that a request is refused with; None: a target that it may reach."""
    if fields.get(b":method") != b"CONNECT" or b":protocol" in fields:
        return 405
    if b":scheme" in fields or b":path" in fields:
        return 400
    if ACCOUNT:
        scheme, _, coded = fields.get(b"proxy-authorization", b"").partition(b" ")
        if scheme.lower() != b"basic" or coded.strip() != base64.b64encode(ACCOUNT.encode()):
            return 407
    host, colon, port = fields[b":authority"].decode("latin-1").rpartition(":")
    if not host or not colon or not port.isdecimal() or not port.isascii() or "@" in host:
        return 400
    return None if str(int(port)) in PORTS else 403


class Proxy(QuicConnectionProtocol):
    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        self.http = None
        self.tunnels = {}  # stream: what goes to the origin; None is its end

    def answer(self, stream, status, ends):
        fields = [(b":status", b"%d" % status)]
        if status == 407:
            fields.append((b"proxy-authenticate", b'Basic realm="connectspec"'))
        self.http.send_headers(stream, fields, end_stream=ends)
        self.transmit()

    def give_up(self, stream):
        tunnel = self.tunnels.pop(stream, None)
        if tunnel is not None:
            tunnel.put_nowait(OSError())

    def reset(self, stream):
        self._quic.reset_stream(stream, ErrorCode.H3_CONNECT_ERROR)
        self._quic.stop_stream(stream, ErrorCode.H3_CONNECT_ERROR)
        self.transmit()

    async def upload(self, tunnel, writer):
        while (data := await tunnel.get()) is not None:
            if isinstance(data, OSError):
                raise data
            writer.write(data)
            await writer.drain()
        writer.write_eof()

    async def download(self, stream, reader):
        while data := await reader.read(65536):
            self.http.send_data(stream, data, end_stream=False)
            self.transmit()
        self.http.send_data(stream, b"", end_stream=True)
        self.transmit()

    async def relay(self, stream, tunnel, host, port):
        try:
            reader, writer = await asyncio.wait_for(asyncio.open_connection(host.strip("[]"), port), 5)
        except (OSError, UnicodeError, asyncio.TimeoutError):
            if self.tunnels.pop(stream, None) is not None:
                self.answer(stream, 502, True)
            return
        try:
            self.answer(stream, 200, False)
            await asyncio.gather(self.upload(tunnel, writer), self.download(stream, reader))
        except Exception:  # an end out of order on either side is one on the other, too
            if self.tunnels.get(stream) is tunnel:
                self.reset(stream)
            with contextlib.suppress(OSError):  # it may be closed already
                writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()
        finally:
            self.tunnels.pop(stream, None)
            writer.close()

    def http_event_received(self, event):
        if isinstance(event, HeadersReceived) and event.stream_id not in self.tunnels:
            fields = dict(event.headers)
            status = refusal(fields)
            if status is not None:
                self.answer(event.stream_id, status, True)
                return
            host, _, port = fields[b":authority"].decode("latin-1").rpartition(":")
            tunnel = self.tunnels[event.stream_id] = asyncio.Queue()
            asyncio.ensure_future(self.relay(event.stream_id, tunnel, host, int(port)))
        elif isinstance(event, HeadersReceived):  # trailers, which a tunnel has none of
            self.close(ErrorCode.H3_FRAME_UNEXPECTED)
        tunnel = self.tunnels.get(event.stream_id)
        if tunnel is not None and isinstance(event, DataReceived) and event.data:
            tunnel.put_nowait(event.data)
        if tunnel is not None and event.stream_ended:
            tunnel.put_nowait(None)

    def quic_event_received(self, event):
        if isinstance(event, ProtocolNegotiated):
            self.http = H3Connection(self._quic)
        if isinstance(event, (StreamReset, StopSendingReceived)):
            if event.stream_id in self.tunnels:
                self.give_up(event.stream_id)
                self.reset(event.stream_id)
        elif isinstance(event, ConnectionTerminated):
            for stream in list(self.tunnels):
                self.give_up(stream)
        elif self.http is not None:
            for told in self.http.handle_event(event):
                self.http_event_received(told)


async def main():
    configuration = QuicConfiguration(alpn_protocols=["h3"], is_client=False)
    configuration.load_cert_chain("certificate.pem", "key.pem")
    await serve("127.0.0.1", int(os.environ["PORT"]), configuration=configuration, create_protocol=Proxy)
    await asyncio.Event().wait()


asyncio.run(main())

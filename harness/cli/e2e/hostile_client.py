"""A client that does what it can to outlive and to drown whoever starts it: WORD PROXY PORT HOST PORT PATH."""
import os, signal, socket, sys

proxy, wanted = (sys.argv[2], int(sys.argv[3])), f"{sys.argv[4]}:{sys.argv[5]}"
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGPIPE):
    signal.signal(number, signal.SIG_IGN)


def forked_away():
    """True in a grandchild that has a session of its own."""
    if os.fork():
        return False
    os.setsid()
    if os.fork():
        os._exit(0)
    return True


def ask():
    sock = socket.create_connection(proxy, timeout=5)
    sock.sendall(f"CONNECT {wanted} HTTP/1.1\r\nHost: {wanted}\r\nUser-Agent: hostile\r\n\r\n".encode())
    return sock


def fetch():
    sock = ask()
    head = sock.recv(65536)
    if head[9:10] == b"2":
        sock.sendall(f"GET {sys.argv[6]} HTTP/1.0\r\n\r\n".encode())
        os.write(1, sock.recv(65536))


fetch()
try:
    open(os.path.join(os.environ["HOME"], "\x1b]0;title\x07"), "w").write("x" * 100000)
    open("/dev/shm/" + sys.argv[1], "w").write("x")
except OSError:
    pass
if forked_away():
    os.write(1, b"\x1b[2J\x1b]0;hostile\x07")
    kept = []
    while True:  # as many connections as there may be, and none ever ends
        try:
            kept.append(ask())
        except OSError:
            signal.pause()
block = b"\x1b[31m hostile \x07" * 5000
for _ in range(15000):  # a gigabyte
    os.write(1, block)
while True:
    signal.pause()

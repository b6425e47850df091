import sys, socks
ph, pp, th, tp = sys.argv[1:5]; kw = dict(username=sys.argv[5], password=sys.argv[6]) if len(sys.argv) > 6 else {}
s = socks.socksocket(); s.set_proxy(socks.HTTP, ph, int(pp), **kw)
s.connect((th, int(tp))); s.sendall(b"GET /page HTTP/1.0\r\n\r\n")
while True:
    d = s.recv(4096)
    if not d: break
    sys.stdout.write(d.decode("latin1"))

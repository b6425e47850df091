import sys, httplib2, socks
ph, pp, th, tp = sys.argv[1:5]; kw = dict(proxy_user=sys.argv[5], proxy_pass=sys.argv[6]) if len(sys.argv) > 6 else {}
h = httplib2.Http(proxy_info=httplib2.ProxyInfo(httplib2.socks.PROXY_TYPE_HTTP, ph, int(pp), **kw), disable_ssl_certificate_validation=True)
r, b = h.request(f"https://{th}:{tp}/page"); print(r.status, b[:4096].decode())

import sys, urllib3; urllib3.disable_warnings()
ph, pp, th, tp = sys.argv[1:5]; h = urllib3.make_headers(proxy_basic_auth=":".join(sys.argv[5:7])) if len(sys.argv) > 6 else None
m = urllib3.ProxyManager(f"http://{ph}:{pp}", proxy_headers=h, cert_reqs="CERT_NONE")
r = m.request("GET", f"https://{th}:{tp}/page", retries=False); print(r.status, r.data[:4096].decode())

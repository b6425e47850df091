import sys, httpx
ph, pp, th, tp = sys.argv[1:5]; cr = "%s:%s@" % tuple(sys.argv[5:7]) if len(sys.argv) > 6 else ""
with httpx.Client(proxies=f"http://{cr}{ph}:{pp}", verify=False) as c:
    r = c.get(f"https://{th}:{tp}/page"); print(r.status_code, r.text[:4096])

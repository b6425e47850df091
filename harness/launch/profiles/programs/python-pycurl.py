import sys, pycurl, io
ph, pp, th, tp = sys.argv[1:5]; b = io.BytesIO(); c = pycurl.Curl()
c.setopt(c.URL, f"https://{th}:{tp}/page"); c.setopt(c.PROXY, f"http://{ph}:{pp}"); c.setopt(c.SSL_VERIFYPEER, 0); c.setopt(c.SSL_VERIFYHOST, 0); c.setopt(c.WRITEDATA, b)
if len(sys.argv) > 6: c.setopt(c.PROXYUSERPWD, ":".join(sys.argv[5:7]))
try: c.perform()
finally: print(c.getinfo(c.RESPONSE_CODE), c.getinfo(c.HTTP_CONNECTCODE), b.getvalue()[:4096].decode())

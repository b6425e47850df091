import sys, urllib.request, ssl
ph, pp, th, tp = sys.argv[1:5]; cr = "%s:%s@" % tuple(sys.argv[5:7]) if len(sys.argv) > 6 else ""
o = urllib.request.build_opener(urllib.request.ProxyHandler({"https": f"http://{cr}{ph}:{pp}"}), urllib.request.HTTPSHandler(context=ssl._create_unverified_context()))
r = o.open(f"https://{th}:{tp}/page"); print(r.status, r.read(4096).decode())

import sys, requests, warnings; warnings.simplefilter("ignore")
ph, pp, th, tp = sys.argv[1:5]; cr = "%s:%s@" % tuple(sys.argv[5:7]) if len(sys.argv) > 6 else ""
r = requests.get(f"https://{th}:{tp}/page", proxies={"https": f"http://{cr}{ph}:{pp}"}, verify=False); print(r.status_code, r.text[:4096])

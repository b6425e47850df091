import sys, http.client, ssl, base64
ph, pp, th, tp = sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
h = {}
if len(sys.argv) > 6: h["Proxy-Authorization"] = "Basic " + base64.b64encode(":".join(sys.argv[5:7]).encode()).decode()
c = http.client.HTTPSConnection(ph, pp, context=ssl._create_unverified_context())
c.set_tunnel(th, tp, headers=h)
c.request("GET", "/page"); r = c.getresponse(); print(r.status, r.read(4096).decode())

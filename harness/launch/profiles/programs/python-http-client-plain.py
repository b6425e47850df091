import sys, http.client
c = http.client.HTTPConnection(sys.argv[1], int(sys.argv[2]))
c.set_tunnel(sys.argv[3], int(sys.argv[4]))
c.request("GET", "/page"); r = c.getresponse(); print(r.status, r.read(4096).decode())

import sys, websocket, ssl
ph, pp, th, tp = sys.argv[1:5]; kw = dict(http_proxy_auth=tuple(sys.argv[5:7])) if len(sys.argv) > 6 else {}
w = websocket.WebSocket(sslopt={"cert_reqs": ssl.CERT_NONE, "check_hostname": False})
try: w.connect(f"wss://{th}:{tp}/ws", http_proxy_host=ph, http_proxy_port=pp, proxy_type="http", **kw)
except websocket.WebSocketBadStatusException as e:
    print("handshake answered:", e.args[-1] if e.args else e, e.status_code)
    if e.status_code == 200: print("ORIGIN-OK (origin answered the ws upgrade with 200)"); sys.exit(0)
    raise

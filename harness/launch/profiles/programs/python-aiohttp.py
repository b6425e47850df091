import sys, aiohttp, asyncio
ph, pp, th, tp = sys.argv[1:5]; au = aiohttp.BasicAuth(*sys.argv[5:7]) if len(sys.argv) > 6 else None
async def main():
    async with aiohttp.ClientSession() as s:
        async with s.get(f"https://{th}:{tp}/page", proxy=f"http://{ph}:{pp}", proxy_auth=au, ssl=False) as r: print(r.status, (await r.text())[:4096])
asyncio.run(main())

require 'excon'; ph,pp,th,tp,u,pw=ARGV; cr=u ? "#{u}:#{pw}@" : ''; hh=th.include?(':') ? "[#{th}]" : th
r=Excon.get("https://#{hh}:#{tp}/page", proxy: "http://#{cr}#{ph}:#{pp}", ssl_verify_peer: false); puts r.status, r.body[0,4096]

require 'net/http'; require 'openssl'; ph,pp,th,tp,u,pw=ARGV
h=Net::HTTP.new(th,tp.to_i,ph,pp.to_i,u,pw); h.use_ssl=true; h.verify_mode=OpenSSL::SSL::VERIFY_NONE; h.max_retries=0
r=h.get('/page'); puts r.code, r.body.to_s[0,4096]

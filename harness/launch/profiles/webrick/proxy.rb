# WEBrick's own proxy with a port policy, and Basic where there is an account.
require 'webrick'
require 'webrick/httpproxy'

allowed = ENV['ALLOWED_PORTS'].split.map(&:to_i)
account = ENV['ACCOUNT']

class Proxy < WEBrick::HTTPProxyServer
  def do_CONNECT(request, response)
    port = request.unparsed_uri[/:(\d+)\z/, 1].to_i
    raise WEBrick::HTTPStatus::Forbidden unless config[:AllowedPorts].include?(port)

    super
  end
end

check = nil
if account
  check = lambda do |request, response|
    WEBrick::HTTPAuth.proxy_basic_auth(request, response, 'connectspec') { |user, pass| "#{user}:#{pass}" == account }
  end
end
Proxy.new(BindAddress: '127.0.0.1', Port: ENV['PORT'].to_i, MaxClients: 1000, ProxyAuthProc: check,
          AllowedPorts: allowed, AccessLog: [], Logger: WEBrick::Log.new($stderr, WEBrick::Log::ERROR)).start

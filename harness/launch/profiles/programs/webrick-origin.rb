# As WEBrick's own documentation has it.
require 'webrick'

server = WEBrick::HTTPServer.new(BindAddress: '127.0.0.1', Port: ARGV[0].to_i, AccessLog: [],
                                 Logger: WEBrick::Log.new($stderr, WEBrick::Log::ERROR))
server.mount_proc('/') { |_request, response| response.body = "an ordinary answer\n" }
server.start
